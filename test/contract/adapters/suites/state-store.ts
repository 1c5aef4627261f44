// What every implementation of the StateStore port does. A rig brings an empty store.
// May import: lib, vitest.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateStore } from '../../../../lib/ports/index.ts';

export interface StateStoreRig extends AsyncDisposable {
  readonly store: StateStore;
}

export const { signal } = new AbortController();
const precondition = { code: 'precondition' };

export function stateStoreContract(name: string, createRig: () => Promise<StateStoreRig>): void {
  describe(`StateStore port: ${name}`, () => {
    let rig: StateStoreRig;
    let store: StateStore;
    beforeEach(async () => {
      rig = await createRig();
      ({ store } = rig);
    });
    afterEach(() => rig[Symbol.asyncDispose]());

    it('answers undefined for what is absent', async () => {
      await expect(store.read('none.json', signal)).resolves.toBeUndefined();
    });

    it('gives back what was written, with the same generation', async () => {
      const written = await store.write('a/b c.json', { text: 'über', list: [1, null] }, '0', signal);
      await expect(store.read('a/b c.json', signal)).resolves.toEqual(written);
    });

    it('says when a generation was written, as long as it is the one that is there', async () => {
      const first = await store.write('a', 1, '0', signal);
      expect(await store.writtenAt('a', first.generation, signal)).toBeGreaterThan(0);
      await store.write('a', 2, first.generation, signal);
      await expect(store.writtenAt('a', first.generation, signal)).resolves.toBeUndefined();
      await expect(store.writtenAt('none', first.generation, signal)).resolves.toBeUndefined();
    });

    it('creates only once', async () => {
      await store.write('a', 1, '0', signal);
      await expect(store.write('a', 2, '0', signal)).rejects.toMatchObject(precondition);
      await expect(store.read('a', signal)).resolves.toMatchObject({ value: 1 });
    });

    it('replaces only the generation that is named', async () => {
      const first = await store.write('a', 1, '0', signal);
      const second = await store.write('a', 2, first.generation, signal);
      expect(second.generation).not.toBe(first.generation);
      await expect(store.write('a', 3, first.generation, signal)).rejects.toMatchObject(precondition);
      await expect(store.read('a', signal)).resolves.toEqual(second);
    });

    it('has one winner among many writers', async () => {
      const writers = Array.from({ length: 8 }, (_, i) => store.write('lease', i, '0', signal));
      const settled = await Promise.allSettled(writers);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('lists the keys of a prefix, sorted', async () => {
      for (const key of ['runs/b', 'runs/a', 'units/a']) await store.write(key, {}, '0', signal);
      await expect(store.list('runs/', signal)).resolves.toEqual(['runs/a', 'runs/b']);
      await expect(store.list('none/', signal)).resolves.toEqual([]);
    });

    it('removes only the generation that is named, and is content when it is gone', async () => {
      const first = await store.write('a', 1, '0', signal);
      const second = await store.write('a', 2, first.generation, signal);
      await expect(store.remove('a', first.generation, signal)).rejects.toMatchObject(precondition);
      await store.remove('a', second.generation, signal);
      await expect(store.read('a', signal)).resolves.toBeUndefined();
      await store.remove('a', second.generation, signal);
    });

    it('stops at once when told to', async () => {
      const gone = AbortSignal.abort(new DOMException('enough', 'AbortError'));
      await expect(store.read('a', gone)).rejects.toThrow('enough');
    });
  });
}
