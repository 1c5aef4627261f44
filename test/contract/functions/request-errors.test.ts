// Whose request an error belongs to that nobody caught: as the Functions Framework tells it with Node's domains, and as
// a bundle does without them.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../infra/build/bundle.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/function-process.ts';

const PROGRAM = 'test/contract/functions/failing-function.ts';
/** How a request can fail, by its path. */
const FAILING = [
  'at-once',
  'tick',
  'immediate',
  'timer',
  'later-timer',
  'emitter',
  'answer-of-another',
  'end-of-kept-answer',
  'refused-call',
  'rejected',
  'forgotten',
  'forgotten-later',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-request-errors-'));
  await bundle({ name: 'main', source: `import './${PROGRAM}';` }, join(folder, 'bundle'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  { how: 'domains, from its sources', main: () => PROGRAM, failing: FAILING },
  // Of the callback of a microtask no domain hears.
  { how: 'a store, in its bundle', main: () => join(folder, 'bundle/main.js'), failing: [...FAILING, 'microtask'] },
])('a function whose requests have $how', ({ main, failing }) => {
  let running: FunctionProcess;
  let log: string;
  const ask = async (path: string): Promise<readonly [number, string]> => {
    const answer = await fetch(`${running.url}/${path}`);
    return [answer.status, await answer.text()];
  };
  const told = (): Promise<string> => readFile(log, 'utf8');

  beforeEach(async () => {
    log = join(await mkdtemp(join(folder, 'run-')), 'log');
    const env = { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(folder, 'compiled') };
    running = await startFunction('failing', env, log, main());
  });
  afterEach(() => running.stop());

  it('answers 500 where one fails, and another in flight as if nothing were', async () => {
    const waiting = ask('waits');
    expect(await ask('keeps')).toEqual([200, 'quick']);
    for (const path of failing) expect([path, (await ask(path))[0]]).toEqual([path, 500]);
    expect(await ask('answered')).toEqual([200, 'answered']);
    expect(await ask('release')).toEqual([200, 'released']);
    expect(await waiting).toEqual([200, 'went on']);
    await expect.poll(told).toContain('Error: connect ECONNREFUSED');
    await expect.poll(told).toContain('Exception from a finished function: TypeError: thrown by a callback');
    await expect.poll(told).toMatch(/TypeError: rejected\n +at /);
  });

  it('answers 500 to each of two that fail at once', async () => {
    expect((await Promise.all([ask('timer'), ask('forgotten-later')])).map(([status]) => status)).toEqual([500, 500]);
  });

  it('ends at an error that belongs to none, and says where it was thrown', async () => {
    const waiting = ask('waits').catch(() => 'unanswered');
    await ask('quick');
    process.kill(running.pid, 'SIGUSR2');
    await expect(running.unexpectedEnd).rejects.toThrow('ended (exit 1)');
    expect(await waiting).toBe('unanswered');
    await expect.poll(told).toMatch(/TypeError: thrown by a callback(\n|\\n) +at .*failing-function\.ts:\d+/);
  });
});
