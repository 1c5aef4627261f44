// Latency profiles, the journal that can be awaited, and a clock that flies.
import { describe, expect, it } from 'vitest';
import { sleep, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createJournal } from '../../../infra/emulators/kit/journal.ts';
import { createGkeHubEmulator } from '../../../infra/emulators/gkehub/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createStorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createProject } from '../compute/project.ts';
import { startCluster } from '../kubernetes/cluster.ts';

describe('latency', () => {
  it.each([
    ['Compute', () => createProject(), 130, 1000],
    ['Kubernetes', kubernetes, 50, 200],
    ['Storage', storage, 20, 80],
    ['GKE Hub', hub, 80, 400],
  ])('%s: nothing, a little, or as long as the real one', async (_, create, min, max) => {
    const { emulator, clock } = create();
    const took = async (): Promise<number> => {
      const done = emulator.journal.next();
      await clock.until(Promise.resolve(emulator.handler(new Request('http://any/compute/v1/projects/x'))));
      const { at, startedAt } = await done;
      return at - startedAt;
    };
    expect(await took()).toBe(0);
    emulator.latency.setProfile('fast');
    expect(await took()).toBeLessThanOrEqual(5);
    emulator.latency.setProfile('realistic');
    for (let count = 0; count < 20; count += 1) {
      const ms = await took();
      expect(ms).toBeGreaterThanOrEqual(min);
      expect(ms).toBeLessThanOrEqual(max);
    }
  });

  it('a delay may name a profile', async () => {
    const { emulator, clock } = createProject();
    emulator.faults.inject({ match: { times: 1 }, effect: { type: 'delay', profile: 'realistic' } });
    await clock.until(Promise.resolve(emulator.handler(new Request('http://any/'))));
    const [entry] = emulator.journal.entries;
    expect((entry?.at ?? 0) - (entry?.startedAt ?? 0)).toBeGreaterThanOrEqual(130);
    expect(entry?.faults).toEqual(['fault-1']);
  });
});

describe('the journal', () => {
  const entry = (path: string) => ({ startedAt: 0, at: 1, method: 'GET', path, status: 200, mutation: false });

  it('resolves with the next entry that fits, not an earlier one', async () => {
    const journal = createJournal();
    journal.record(entry('/b'));
    const next = journal.next(({ path }) => path === '/b');
    journal.record(entry('/a'));
    const wanted = entry('/b');
    journal.record(wanted);
    expect(await next).toBe(wanted);
  });

  it('stops waiting when told to', async () => {
    const asked = new AbortController();
    const next = createJournal().next(undefined, asked.signal);
    asked.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });

  it('shows what has begun and not ended', () => {
    const journal = createJournal();
    const end = journal.begin({ startedAt: 5, method: 'PUT', path: '/a', mutation: true });
    expect(journal.open()).toMatchObject([{ path: '/a' }]);
    expect(journal.entries).toEqual([]);
    end({ at: 9, status: 204 });
    expect(journal.open()).toEqual([]);
    expect(journal.mutations()).toEqual([
      { startedAt: 5, at: 9, method: 'PUT', path: '/a', status: 204, mutation: true },
    ]);
  });
});

describe('a clock that flies', () => {
  it('runs from timer to timer until the promise is done, and no further', async () => {
    const clock = virtualClock(0);
    let late = false;
    clock.after(10_000, () => {
      late = true;
    });
    const steps = async (): Promise<string> => {
      await sleep(clock, 1_000);
      await sleep(clock, 2_000);
      return 'done';
    };
    expect(await clock.until(steps())).toBe('done');
    expect([clock.now(), late]).toEqual([3_000, false]);
  });

  it('gives the rejection on', async () => {
    const clock = virtualClock();
    const failing = sleep(clock, 5).then(() => Promise.reject(new Error('no')));
    await expect(clock.until(failing)).rejects.toThrow('no');
  });
});

function kubernetes() {
  const emulator = startCluster();
  return { emulator, clock: emulator.clock };
}

function storage() {
  const clock = virtualClock();
  return { emulator: createStorageEmulator({ clock, random: seededRandom(1), buckets: [] }), clock };
}

function hub() {
  const clock = virtualClock();
  const identity = { project: 'p', projectNumber: '1', memberships: [] };
  return { emulator: createGkeHubEmulator({ ...identity, clock, random: seededRandom(1) }), clock };
}
