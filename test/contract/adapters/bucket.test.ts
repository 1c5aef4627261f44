// The storage adapter: the port's contract against the emulator, its failures, and the retries around any store.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { checksums } from '../../../infra/emulators/storage/resources.ts';
import { createStorageEmulator, type StorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createBucket, withRetries } from '../../../lib/adapters/storage/index.ts';
import { canonicalJson } from '../../../lib/core/index.ts';
import type { Bucket, Clock } from '../../../lib/ports/index.ts';
import { bucketContract, type BucketRig, signal } from './suites/bucket.ts';
import { HANGS_MS } from '../../limits.ts';

interface EmulatedBucket extends BucketRig {
  readonly emulator: StorageEmulator;
  readonly url: string;
}

async function emulatedBucket(): Promise<EmulatedBucket> {
  const emulator = createStorageEmulator({
    clock: scaledClock(1),
    random: seededRandom(1),
    buckets: ['state'],
    writeBurstPerObject: 100,
  });
  const served = await serve(emulator.handler);
  return {
    bucket: bucketAt(served.url, 'state'),
    emulator,
    url: served.url,
    [Symbol.asyncDispose]: () => served.close(),
  };
}

function bucketAt(endpoint: string, bucket: string): Bucket {
  return createBucket({ bucket, projectId: 'demo', endpoint, callTimeoutMs: HANGS_MS });
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

bucketContract('adapter over a socket to the emulator', emulatedBucket);
bucketContract('adapter with retries', async () => {
  const rig = await emulatedBucket();
  return {
    bucket: withRetries(rig.bucket, instantClock(), () => 0.5),
    [Symbol.asyncDispose]: rig[Symbol.asyncDispose],
  };
});

describe('storage adapter', () => {
  let rig: EmulatedBucket;
  beforeEach(async () => {
    rig = await emulatedBucket();
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
    await expect(rig.bucket.read('a', signal)).rejects.toMatchObject({ code, system: 'storage' });
    answer(status);
    await expect(rig.bucket.write('a', '1', '0', signal)).rejects.toMatchObject({ code });
    expect(rig.emulator.journal.entries).toHaveLength(2);
  });

  it('survives a refused download', async () => {
    await rig.bucket.write('a', '1', '0', signal);
    const refuse = () => new Response('slow down', { status: 429 });
    rig.emulator.faults.inject({ when: ({ path }) => path.includes('alt=media'), answer: refuse, times: 1 });
    await expect(rig.bucket.read('a', signal)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(rig.bucket.read('a', signal)).resolves.toMatchObject({ text: '1' });
  });

  it('reads what comes in many parts without a warning of leaked listeners', async () => {
    const warnings: string[] = [];
    const warned = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', warned);
    const text = 'x'.repeat(3_000_000);
    await rig.bucket.write('a', text, '0', signal);
    for (let time = 0; time < 5; time += 1) expect((await rig.bucket.read('a', signal))?.text).toBe(text);
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['canonical JSON', canonicalJson({ b: [1.5, null], a: 'ü', 10: 0, 9: 0 }), 1],
    ['a member called error', '{"error":{"code":404,"message":"No such object"}}', 2],
    ["somebody else's spelling", '{ "b": 1, "a": 1.0 }\n', 2],
    ['no JSON', '{"a":', 2],
    ['nothing at all', '', 2],
  ])('reads every byte of %s', async (_, text, most) => {
    await rig.bucket.write('a', text, '0', signal);
    const before = rig.emulator.journal.entries.length;
    expect((await rig.bucket.read('a', signal))?.text).toBe(text);
    expect(rig.emulator.journal.entries.length - before).toBeLessThanOrEqual(most);
  });

  /** The next answers to a read are these bytes. */
  const answerBytes = (hash: string, times: number): void => {
    const headers = {
      'x-goog-hash': hash,
      'x-goog-generation': '1',
      'x-goog-stored-content-encoding': 'identity',
    };
    const answer = () => Response.json({ a: 2 }, { headers });
    rig.emulator.faults.inject({ when: ({ path }) => path.includes('alt=media'), answer, times });
  };

  it.each(['crc32c=AAAAAA==', 'md5=AAAAAAAAAAAAAAAAAAAAAA==', 'crc32c=AAAAAA==,md5=AAAAAAAAAAAAAAAAAAAAAA=='])(
    'does not take bytes that are not those of %s',
    async (hash) => {
      await rig.bucket.write('a', '{"a":1}', '0', signal);
      answerBytes(hash, 2);
      await expect(rig.bucket.read('a', signal)).rejects.toMatchObject({ system: 'storage' });
    },
  );

  it('takes what has only the checksum that each object has', async () => {
    await rig.bucket.write('a', '{"a":1}', '0', signal);
    answerBytes(`crc32c=${checksums(Buffer.from('{"a":2}')).crc32c}`, 1);
    await expect(rig.bucket.read('a', signal)).resolves.toEqual({ text: '{"a":2}', generation: '1' });
  });

  it('does not take a missing bucket for an empty one', async () => {
    const lost = bucketAt(rig.url, 'no-such-bucket');
    await expect(lost.read('a', signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(lost.list('', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('calls no answer unavailable', async () => {
    const nowhere = bucketAt('http://127.0.0.1:9', 'state');
    await expect(nowhere.read('a', signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reads value and generation of one write, though another comes between', async () => {
    const first = await rig.bucket.write('a', 'first', '0', signal);
    let second: Promise<string> | undefined;
    rig.emulator.faults.inject({
      when({ path }) {
        if (path.includes('alt=media') && second === undefined) {
          second = rig.bucket.write('a', 'second', first, signal);
        }
        return path.includes('alt=media');
      },
      delay: 300,
      times: 1,
    });
    const read = await rig.bucket.read('a', signal);
    expect(read).toEqual({ text: 'second', generation: await second });
  });

  it('tries again after what passes, with growing pauses, and not after the rest', async () => {
    const clock = instantClock();
    const bucket = withRetries(rig.bucket, clock, () => 0.5);
    answer(503, 2);
    await bucket.write('a', '1', '0', signal);
    await expect(bucket.read('a', signal)).resolves.toMatchObject({ text: '1' });
    expect(clock.slept).toEqual([250, 500]);
    await expect(bucket.write('a', '2', '0', signal)).rejects.toMatchObject({ code: 'precondition' });
    answer(503, 5);
    await expect(bucket.read('a', signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(clock.slept).toHaveLength(6);
  });

  it('recognises its own write when the answer was lost', async () => {
    let lost = true;
    const forgetful: Bucket = {
      ...rig.bucket,
      async write(key, text, generation, abort) {
        const written = await rig.bucket.write(key, text, generation, abort);
        if (!lost) return written;
        lost = false;
        // The write happened; its caller hears of a failure.
        answer(503);
        await rig.bucket.read(key, abort);
        return written;
      },
    };
    const bucket = withRetries(forgetful, instantClock(), () => 0);
    const generation = await bucket.write('a', 'run 1', '0', signal);
    await expect(rig.bucket.read('a', signal)).resolves.toEqual({ text: 'run 1', generation });
    lost = true;
    await rig.bucket.write('b', 'run 1', '0', signal);
    await expect(bucket.write('b', 'run 2', '0', signal)).rejects.toMatchObject({ code: 'precondition' });
  });
});
