// What the table of the histories calls the objects of a journal.
import { expect, it } from 'vitest';
import { kindsOf } from './coverage.ts';
import { createInvocations } from './harness/invocation.ts';
import { watchedPort } from './harness/watched-port.ts';

const done = { type: 'done', at: 1, step: 'finish drain old', wrote: true };
const warmed = { type: 'waiting', at: 1, step: 'forwarding warm up rule', until: 2, reason: 'cold' };
const attempt = { type: 'attempt', at: 1, step: 'create apply urlMaps web', attempt: 1 };
const JOURNAL = 'runs/prod/blue/r1/000000.json';

it.each([
  ['one entry by its type and the action of its step', JOURNAL, done, ['journal done drain']],
  ['an action of two words', JOURNAL, warmed, ['journal waiting warm up']],
  [
    'each of several entries, and what they do alike once',
    JOURNAL,
    { type: 'several', entries: [done, attempt, done] },
    ['journal done drain', 'journal attempt apply'],
  ],
  ['what is about no step as a write', JOURNAL, { type: 'resumed', at: 1, holder: 'w1' }, ['write runs']],
  ['another document that names a step as a write', 'plans/prod/p1.json', attempt, ['write plans']],
])('names %s', async (_, key, document, kinds) => {
  const invocations = createInvocations({});
  const bucket = { write: (at: string, text: string) => Promise.resolve(at + text) };
  const watched = watchedPort(bucket, 'storage', invocations, new Set());
  await invocations.run('worker', () => watched.write(key, JSON.stringify({ schema: 'run-entry', ...document })));
  expect(invocations.calls.flatMap((call) => kindsOf(call))).toEqual(kinds.map((kind) => `worker: ${kind}`));
});
