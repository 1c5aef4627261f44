// A command whose answering meets an hour of GitHub's rate limit, wherever in it that begins: it is obeyed once and
// answered once (case 30). The real adapter against the emulator; an hour passes because the clock is moved, as
// Pub/Sub's back-off would wait.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushHandler } from '../../../functions/wiring/push-handler.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createCodeHosts } from '../../../lib/adapters/github/index.ts';
import { parseReport } from '../../../lib/adapters/pubsub/index.ts';
import { report } from '../../../lib/app/reporting/index.ts';
import { PUSH_ANSWERS } from '../../../lib/core/index.ts';
import type { Clock } from '../../../lib/ports/index.ts';
import { createMemoryPublisher } from '../../fakes/memory-publisher.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { keptLog } from '../../scenarios/support/log-lines.ts';
import { reporterWorlds } from '../../unit/app/commands/reporter-worlds.ts';
import { here, type LocalGitHub, name as repository, startLocalGitHub } from '../github/local-github.ts';
import { HANGS_MS } from '../../limits.ts';

const HOUR_MS = 3_600_000;
const BOT = 'rangelight[bot]';
/** The subscription gives up after more. */
const MOST_ATTEMPTS = 50;

const virtual = virtualClock();
const clock: Clock = { now: () => virtual.now(), sleep: (ms) => virtual.advance(ms) };

let github: LocalGitHub;
let issue_number = 0;
beforeAll(async () => {
  github = await startLocalGitHub('optional', { clock: virtual });
  issue_number = (await github.person.rest.issues.create({ ...here, title: 'Drift' })).data.number;
});
afterAll(() => github[Symbol.asyncDispose]());

function reporter() {
  const access = { type: 'token', token: 'bot-token' } as const;
  const options = {
    repositories: [repository],
    baseUrl: github.url,
    callTimeoutMs: HANGS_MS,
    access,
    login: BOT,
    clock,
  };
  const host = createCodeHosts(options).of(repository);
  const { log, lines } = keptLog();
  const publisher = createMemoryPublisher();
  const store = createMemoryStore(clock);
  const world = reporterWorlds({ log, publisher, clock, store, name: repository, host, conversations: host });
  return {
    handle: pushHandler(world, {
      timeoutMs: HOUR_MS,
      parse: parseReport,
      work: (data, signal) => report(world, data, signal),
    }),
    publisher,
    lines,
  };
}

/** Delivers until it is acknowledged, with the back-off of the subscription between. @returns how often that was. */
async function deliver(handle: (body: string) => Promise<{ readonly status: number }>, data: object): Promise<number> {
  const message = { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '1' };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const { status } = await handle(JSON.stringify({ message, deliveryAttempt: attempt }));
    if (status === PUSH_ANSWERS.settled.status) return attempt;
    expect(status).toBe(PUSH_ANSWERS.later.status);
    await virtual.advance(Math.min(600_000, 10_000 * 2 ** (attempt - 1)));
  }
  throw new RangeError('given up');
}

/** GitHub's answers from the n-th request on, for an hour. */
function limitFrom(nth: number): number {
  const reset = Math.ceil((virtual.now() + HOUR_MS) / 1000);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  const effect = { type: 'answer', status: 403, message: 'API rate limit exceeded', headers } as const;
  const end = github.emulator.faults.inject({ match: { path: '/**', nth, times: 1_000 }, effect });
  virtual.after(reset * 1000 - virtual.now(), end);
  return reset * 1000;
}

interface Heard {
  readonly attempts: number;
  readonly requests: number;
  readonly refused: number;
  readonly reset: number;
  readonly lines: ReturnType<typeof reporter>['lines'];
  readonly hints: number;
  readonly reactions: readonly string[];
  readonly replies: number;
}

async function say(body: string, limitedFrom: number): Promise<Heard> {
  const person = github.client('maintainer-token');
  const { data: comment } = await person.rest.issues.createComment({ ...here, issue_number, body });
  const replies = async (): Promise<number> => {
    const { data } = await github.person.rest.issues.listComments({ ...here, issue_number, per_page: 100 });
    return data.filter(({ user }) => user?.login === BOT).length;
  };
  const before = await replies();
  const { handle, publisher, lines } = reporter();
  const seen = github.emulator.journal.entries.length;
  const reset = limitFrom(limitedFrom);
  const attempts = await deliver(handle, { type: 'comment', repository, comment: comment.id, issue: issue_number });
  const made = github.emulator.journal.entries.slice(seen);
  const refused = made.filter(({ faults }) => faults !== undefined).length;
  github.emulator.faults.clear();
  const { data: given } = await github.person.rest.reactions.listForIssueComment({ ...here, comment_id: comment.id });
  return {
    attempts,
    requests: made.length,
    refused,
    reset,
    lines,
    hints: publisher.revisions.length,
    reactions: given.map(({ content }) => content),
    replies: (await replies()) - before,
  };
}

/** Requests that an answer to either of the commands takes, at most. */
const MOST_REQUESTS = 7;
const POINTS = Array.from({ length: MOST_REQUESTS }, (_, index) => index + 1);

describe.each([
  { body: '/rangelight plan', hints: 1, replies: 0 },
  { body: '/rangelight help', hints: 0, replies: 1 },
])('$body', ({ body, hints, replies }) => {
  it.each(POINTS)('limited for an hour from its request %i on, is obeyed and answered once', async (nth) => {
    const heard = await say(body, nth);
    expect(heard).toMatchObject({ hints, replies, reactions: ['eyes', 'rocket'] });
    expect(heard.attempts).toBeLessThan(15);
    if (heard.refused === 0) return;
    // Asked once, believed for the hour: nothing is sent that would be refused.
    expect(heard.refused).toBe(1);
    expect(virtual.now()).toBeGreaterThanOrEqual(heard.reset);
    expect(heard.lines.filter(({ severity }) => severity === 'error')).toEqual([]);
    const put = heard.lines.filter(({ message }) => message.startsWith('a message could not be handled'));
    expect(put.map(({ fields }) => fields['error'])).toContainEqual(
      expect.objectContaining({ code: 'rate-limited', system: 'github', retryAt: heard.reset }),
    );
  });

  it('makes no more requests than were met', async () => {
    const calm = await say(body, 1_000);
    expect(calm).toMatchObject({ attempts: 1, refused: 0, hints, replies });
    expect(calm.requests).toBeLessThanOrEqual(MOST_REQUESTS);
  });
});
