// What every implementation of the Bucket port does. A rig brings an empty one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../../lib/ports/index.ts';

export interface BucketRig extends AsyncDisposable {
  readonly bucket: Bucket;
}

export const { signal } = new AbortController();
const precondition = { code: 'precondition' };

export function bucketContract(name: string, createRig: () => Promise<BucketRig>): void {
  describe(`Bucket port: ${name}`, () => {
    let rig: BucketRig;
    let bucket: Bucket;
    beforeEach(async () => {
      rig = await createRig();
      ({ bucket } = rig);
    });
    afterEach(() => rig[Symbol.asyncDispose]());

    it('answers undefined for what is absent', async () => {
      await expect(bucket.read('none.json', signal)).resolves.toBeUndefined();
    });

    it('gives back what was written, with the same generation', async () => {
      const text = '{"text":"über","list":[1,null]}';
      const generation = await bucket.write('a/b c.json', text, '0', signal);
      await expect(bucket.read('a/b c.json', signal)).resolves.toEqual({ text, generation });
    });

    it('keeps any text, whether it is JSON or not', async () => {
      for (const [key, text] of Object.entries({ empty: '', odd: '{', lines: 'a\nb' })) {
        await bucket.write(key, text, '0', signal);
        await expect(bucket.read(key, signal)).resolves.toMatchObject({ text });
      }
    });

    it('says when a generation was written, as long as it is the one that is there', async () => {
      const first = await bucket.write('a', '1', '0', signal);
      expect(await bucket.writtenAt('a', first, signal)).toBeGreaterThan(0);
      await bucket.write('a', '2', first, signal);
      await expect(bucket.writtenAt('a', first, signal)).resolves.toBeUndefined();
      await expect(bucket.writtenAt('none', first, signal)).resolves.toBeUndefined();
    });

    it('creates only once', async () => {
      await bucket.write('a', '1', '0', signal);
      await expect(bucket.write('a', '2', '0', signal)).rejects.toMatchObject(precondition);
      await expect(bucket.read('a', signal)).resolves.toMatchObject({ text: '1' });
    });

    it('replaces only the generation that is named', async () => {
      const first = await bucket.write('a', '1', '0', signal);
      const second = await bucket.write('a', '2', first, signal);
      expect(second).not.toBe(first);
      await expect(bucket.write('a', '3', first, signal)).rejects.toMatchObject(precondition);
      await expect(bucket.read('a', signal)).resolves.toEqual({ text: '2', generation: second });
    });

    it('has one winner among many writers', async () => {
      const writers = Array.from({ length: 8 }, (_, i) => bucket.write('lease', String(i), '0', signal));
      const settled = await Promise.allSettled(writers);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('lists the keys of a prefix, sorted', async () => {
      for (const key of ['runs/b', 'runs/a', 'units/a']) await bucket.write(key, '{}', '0', signal);
      await expect(bucket.list('runs/', signal)).resolves.toEqual(['runs/a', 'runs/b']);
      await expect(bucket.list('none/', signal)).resolves.toEqual([]);
    });

    it('removes only the generation that is named, and is content when it is gone', async () => {
      const first = await bucket.write('a', '1', '0', signal);
      const second = await bucket.write('a', '2', first, signal);
      await expect(bucket.remove('a', first, signal)).rejects.toMatchObject(precondition);
      await bucket.remove('a', second, signal);
      await expect(bucket.read('a', signal)).resolves.toBeUndefined();
      await bucket.remove('a', second, signal);
    });

    it('stops at once when told to', async () => {
      const gone = AbortSignal.abort(new DOMException('enough', 'AbortError'));
      await expect(bucket.read('a', gone)).rejects.toThrow('enough');
    });
  });
}
