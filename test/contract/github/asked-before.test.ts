// What git is asked about objects by their full names it is asked once; about refs, and what failed, every time.
import { expect, it } from 'vitest';
import { askedBefore } from '../../../infra/emulators/github/asked-before.ts';

const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)];

/** Asks each of the questions twice, one after the other; gives how many processes were started. */
async function started(code: number, ...args: readonly string[]): Promise<number> {
  let count = 0;
  const ask = askedBefore(async () => {
    count += 1;
    return { code, stdout: Buffer.from(String(count)), stderr: '' };
  });
  const first = await ask(args);
  const second = await ask(args);
  expect(second.stdout.equals(first.stdout)).toBe(count === 1);
  return count;
}

it.each([
  [['diff-tree', '-r', ONE, TWO, '--', 'main']],
  [['rev-list', '--count', `${ONE}..${TWO}`]],
  [['rev-parse', '--verify', '--quiet', `${ONE}^{commit}`]],
  [['cat-file', 'blob', ONE]],
])('%j has one answer for ever', async (args) => {
  expect(await started(0, ...args)).toBe(1);
});

it.each([
  [['rev-parse', 'refs/heads/main']],
  [['rev-list', `${ONE}..main`]],
  [['merge-base', ONE, 'main']],
  [['for-each-ref', ONE]],
  [['update-ref', 'refs/heads/main', ONE]],
  [['log', '--all']],
])('%j is asked again', async (args) => {
  expect(await started(0, ...args)).toBe(2);
});

it('asks again for an object that was missing, and not for an answer that is no', async () => {
  expect(await started(1, 'rev-parse', '--verify', '--quiet', `${ONE}^{commit}`)).toBe(2);
  expect(await started(128, 'diff-tree', ONE, TWO)).toBe(2);
  expect(await started(1, 'merge-base', '--is-ancestor', ONE, TWO)).toBe(1);
});
