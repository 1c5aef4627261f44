// How the outcome of a command is judged, and how its line is split.
import { expect, test } from 'vitest';
import { inLanes, type Ran, words } from '../../conformance/command.ts';
import { mismatches, type Part, runPart } from '../../conformance/report.ts';
import { aside, caseNames, type Page, refused, runPage, step } from '../../conformance/steps.ts';

const page: Page = {
  title: 'A page',
  steps: [
    step('fine', /yes/),
    step('silent', /yes/),
    step('broken'),
    refused('denied', /in use/),
    refused('allowed', /in use/),
    aside('sed'),
  ],
};
const answers: Readonly<Record<string, Ran>> = {
  fine: { code: 0, output: 'yes' },
  silent: { code: 0, output: 'no' },
  broken: { code: 1, output: 'ERROR' },
  denied: { code: 1, output: 'already in use' },
  allowed: { code: 0, output: 'done' },
  sed: { code: 1, output: '' },
  lacking: { code: 1, output: 'ERROR:\n - sslPolicies.get is not implemented by this emulator.' },
};
const run = (line: string): Promise<Ran> => Promise.resolve(answers[line] ?? { code: -1, output: '' });
const outcomes = async (one: Page) => (await runPage(one, run)).map(({ outcome }) => outcome);

test('a command passes when it ends as the page says, and is a mismatch otherwise', async () => {
  expect(await outcomes(page)).toEqual(['passed', 'mismatch', 'mismatch', 'passed', 'mismatch']);
  expect(caseNames([page])).toHaveLength(5);
});

test('a 501, and what fails after it on the same page, is no mismatch', async () => {
  const results = await runPage({ title: 'T', steps: [step('lacking'), step('broken'), step('fine')] }, run);
  expect(results).toMatchObject([
    { outcome: 'not implemented (501)', note: 'sslPolicies.get is not implemented by this emulator' },
    { outcome: 'not implemented (501)', note: 'follows from: lacking' },
    { outcome: 'passed' },
  ]);
});

test('without its client every case of a part is reported as not installed, never as passed', async () => {
  const part: Part = {
    name: 'P',
    about: '',
    cases: [{ group: 'G', name: 'one' }],
    findClient: () => Promise.resolve({ absent: 'no client on the PATH' }),
    run: () => Promise.reject(new TypeError('must not run')),
  };
  const report = await runPart(part);
  expect(report).toMatchObject({
    client: 'not installed: no client on the PATH',
    cases: [{ name: 'one', outcome: 'not installed' }],
  });
  expect(mismatches({ parts: [report] })).toEqual([]);
});

test('words are split as a shell splits them', () => {
  expect(words(`a --b="c d" 'e f'g`)).toEqual(['a', '--b=c d', 'e fg']);
});

test('lanes keep the order of the items', async () => {
  const waits = [3, 1, 2, 0];
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const results = await inLanes(2, waits, async (count) => {
    for (let left = count; left > 0; left -= 1) await turn();
    return count;
  });
  expect(results).toEqual(waits);
});
