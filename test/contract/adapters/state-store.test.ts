// The storage adapter: the port's contract against the emulator, its failures, and the retries around any store.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createStorageEmulator, type StorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createStateStore, withRetries } from '../../../lib/adapters/storage/index.ts';
import type { Clock, StateStore } from '../../../lib/ports/index.ts';
import { signal, stateStoreContract, type StateStoreRig } from './suites/state-store.ts';

interface EmulatedStore extends StateStoreRig {
  readonly emulator: StorageEmulator;
  readonly url: string;
}

async function emulatedStore(): Promise<EmulatedStore> {
  const emulator = createStorageEmulator({
    clock: scaledClock(1),
    random: seededRandom(1),
    buckets: ['state'],
    writeBurstPerObject: 100,
  });
  const served = await serve(emulator.handler);
  return {
    store: storeAt(served.url, 'state'),
    emulator,
    url: served.url,
    [Symbol.asyncDispose]: () => served.close(),
  };
}

function storeAt(endpoint: string, bucket: string): StateStore {
  return createStateStore({ bucket, projectId: 'demo', endpoint, callTimeoutMs: 5_000 });
}

/** Time that passes at once; `slept` has every pause. */
function instantClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    sleep(ms) {
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

stateStoreContract('adapter over a socket to the emulator', emulatedStore);
stateStoreContract('adapter with retries', async () => {
  const rig = await emulatedStore();
  return { store: withRetries(rig.store, instantClock(), () => 0.5), [Symbol.asyncDispose]: rig[Symbol.asyncDispose] };
});

describe('storage adapter', () => {
  let rig: EmulatedStore;
  beforeEach(async () => {
    rig = await emulatedStore();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const answer = (status: number, times = 1): void => {
    const body = { error: { code: status, message: `refused ${status}`, errors: [{ reason: 'x', message: 'm' }] } };
    rig.emulator.faults.inject({ when: () => true, answer: () => Response.json(body, { status }), times });
  };

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [412, 'precondition'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('says %i as %s, after one request', async (status, code) => {
    answer(status);
    await expect(rig.store.read('a', signal)).rejects.toMatchObject({ code, system: 'storage' });
    answer(status);
    await expect(rig.store.write('a', 1, '0', signal)).rejects.toMatchObject({ code });
    expect(rig.emulator.journal.entries).toHaveLength(2);
  });

  it('survives a refused download', async () => {
    await rig.store.write('a', 1, '0', signal);
    const refuse = () => new Response('slow down', { status: 429 });
    rig.emulator.faults.inject({ when: ({ path }) => path.includes('alt=media'), answer: refuse, times: 1 });
    await expect(rig.store.read('a', signal)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(rig.store.read('a', signal)).resolves.toMatchObject({ value: 1 });
  });

  it('does not take a missing bucket for an empty one', async () => {
    const lost = storeAt(rig.url, 'no-such-bucket');
    await expect(lost.read('a', signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(lost.list('', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('calls no answer unavailable', async () => {
    const nowhere = storeAt('http://127.0.0.1:9', 'state');
    await expect(nowhere.read('a', signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reads value and generation of one write, though another comes between', async () => {
    const first = await rig.store.write('a', 'first', '0', signal);
    let second: Promise<unknown> | undefined;
    rig.emulator.faults.inject({
      when({ path }) {
        if (path.includes('alt=media') && second === undefined) {
          second = rig.store.write('a', 'second', first.generation, signal);
        }
        return path.includes('alt=media');
      },
      delay: 300,
      times: 1,
    });
    const read = await rig.store.read('a', signal);
    expect(read).toEqual(await second);
    expect(read?.value).toBe('second');
  });

  it('tries again after what passes, with growing pauses, and not after the rest', async () => {
    const clock = instantClock();
    const store = withRetries(rig.store, clock, () => 0.5);
    answer(503, 2);
    await store.write('a', 1, '0', signal);
    await expect(store.read('a', signal)).resolves.toMatchObject({ value: 1 });
    expect(clock.slept).toEqual([250, 500]);
    await expect(store.write('a', 2, '0', signal)).rejects.toMatchObject({ code: 'precondition' });
    answer(503, 5);
    await expect(store.read('a', signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(clock.slept).toHaveLength(6);
  });

  it('recognises its own write when the answer was lost', async () => {
    let lost = true;
    const forgetful: StateStore = {
      ...rig.store,
      async write(key, value, generation, abort) {
        const stored = await rig.store.write(key, value, generation, abort);
        if (!lost) return stored;
        lost = false;
        // The write happened; its caller hears of a failure.
        answer(503);
        return (await rig.store.read(key, abort)) as typeof stored;
      },
    };
    const store = withRetries(forgetful, instantClock(), () => 0);
    const stored = await store.write('a', { run: 1 }, '0', signal);
    await expect(rig.store.read('a', signal)).resolves.toEqual(stored);
    lost = true;
    await rig.store.write('b', { run: 1 }, '0', signal);
    await expect(store.write('b', { run: 2 }, '0', signal)).rejects.toMatchObject({ code: 'precondition' });
  });
});
