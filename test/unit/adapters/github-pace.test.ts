// The rate at which GitHub is written to: comments leave room for checks, and what GitHub says is believed.
import { describe, expect, it } from 'vitest';
import { createPace } from '../../../lib/adapters/github/pace.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';

const { signal } = new AbortController();
const COMMENT = { method: 'POST', url: '/repos/{owner}/{repo}/issues/{issue_number}/comments' };
const CHECK = { method: 'POST', url: '/repos/{owner}/{repo}/check-runs' };
const READ = { method: 'GET', url: '/repos/{owner}/{repo}/issues' };
const RATES = { readsPerMinute: 400, writesPerMinute: 80, writesPerHour: 500 };

describe('createPace', () => {
  it('refuses comments before checks', async () => {
    const clock = createFixedClock();
    const pace = createPace(RATES, clock);
    let comments = 0;
    const talk = async (): Promise<void> => {
      for (; comments < 500; comments += 1) await pace.turn(COMMENT, signal);
    };
    await expect(talk()).rejects.toMatchObject({ code: 'rate-limited' });
    expect(comments).toBeLessThanOrEqual(250);
    await expect(pace.turn(CHECK, signal)).resolves.toBeUndefined();
    await expect(pace.turn(READ, signal)).resolves.toBeUndefined();
  });

  it.each([
    ['retry-after', { 'retry-after': '90' }, 90],
    ['the reset of the hour', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'RESET' }, 300],
    ['a minute, without a word', {}, 60],
  ])('waits for %s', async (_, headers, seconds) => {
    const clock = createFixedClock();
    const pace = createPace(RATES, clock);
    const reset = String(Math.ceil(clock.now() / 1000) + 300);
    const until = pace.limited('x-ratelimit-reset' in headers ? { ...headers, 'x-ratelimit-reset': reset } : headers);
    expect(until).toBe(clock.now() + seconds * 1000);
    await expect(pace.turn(CHECK, signal)).rejects.toMatchObject({ code: 'rate-limited', retryAt: until });
    await clock.sleep((seconds - 10) * 1000, signal);
    await expect(pace.turn(READ, signal)).rejects.toMatchObject({ code: 'rate-limited' });
    await clock.sleep(11_000, signal);
    await expect(pace.turn(READ, signal)).resolves.toBeUndefined();
    await expect(pace.turn(CHECK, signal)).resolves.toBeUndefined();
  });
});
