// A store that answers the same question once, until something is written through it.
import { expect, test } from 'vitest';
import { readOnce } from '../../../../lib/app/records/read-once.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { createRig, NEVER } from '../rig.ts';

test('who asks again gets the answer that is on its way, or was given', async () => {
  const { store } = createRig();
  const generation = await store.state.write('a/1.json', 'one', '0', NEVER);
  const once = readOnce(store).state;
  const asked = Promise.all([once.read('a/1.json', NEVER), once.read('a/1.json', NEVER), once.list('a/', NEVER)]);
  expect(await asked).toMatchObject([{ text: 'one' }, { text: 'one' }, ['a/1.json']]);
  await store.state.write('a/1.json', 'two', generation, NEVER);
  await store.state.write('a/2.json', 'new', '0', NEVER);
  expect(await once.read('a/1.json', NEVER)).toMatchObject({ text: 'one' });
  expect(await once.list('a/', NEVER)).toEqual(['a/1.json']);
});

test('what is written or removed through it is asked for again, also where that failed', async () => {
  const { store } = createRig();
  const once = readOnce(store).state;
  expect(await once.read('a.json', NEVER)).toBeUndefined();
  const generation = await once.write('a.json', 'one', '0', NEVER);
  expect(await once.read('a.json', NEVER)).toMatchObject({ text: 'one' });
  await store.state.write('a.json', 'two', generation, NEVER);
  await expect(once.write('a.json', 'three', generation, NEVER)).rejects.toMatchObject({ code: 'precondition' });
  const now = await once.read('a.json', NEVER);
  expect(now).toMatchObject({ text: 'two' });
  await once.remove('a.json', now?.generation ?? '', NEVER);
  expect(await once.read('a.json', NEVER)).toBeUndefined();
});

test('what could not be read may be read by the next one', async () => {
  const { store } = createRig();
  let isDown = true;
  const state = {
    ...store.state,
    read: async () => {
      if (isDown) throw new RangelightError('unavailable', 'storage', 'down');
      return { text: 'one', generation: '1' };
    },
  };
  const once = readOnce({ ...store, state }).state;
  await expect(once.read('a.json', NEVER)).rejects.toMatchObject({ code: 'unavailable' });
  isDown = false;
  expect(await once.read('a.json', NEVER)).toMatchObject({ text: 'one' });
});
