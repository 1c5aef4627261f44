// What a document says of itself is what its key says: one that was copied to another key is damaged there, whoever put
// it there.
import { expect, test } from 'vitest';
import { digestOf } from '../../../lib/core/index.ts';
import { entryNumber } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { FLEET, UNIT } from '../balancer.ts';
import { EXAMPLES } from './examples.ts';

const { signal } = new AbortController();
const COMMIT = 'c'.repeat(40);
const OTHER = digestOf('another');
const repository = encodeURIComponent('acme/ingress');

const EXAMPLE_OF = (collection: string, under: RegExp) =>
  EXAMPLES.find((one) => one.collection === collection && under.test(one.key)) ?? expect.fail(`no ${collection}`);

test.each<[string, RegExp, string, string]>([
  ['applied', /./, `applied/stage/${UNIT}.json`, `is of the unit ${UNIT} of the fleet ${FLEET}`],
  ['applied', /./, `applied/${FLEET}/green.json`, `is of the unit ${UNIT} of the fleet ${FLEET}`],
  ['approvals', /./, `approvals/${FLEET}/${OTHER}.json`, `is for the plan ${digestOf('plan')}`],
  ['desired', /./, `desired/${FLEET}/${OTHER}.json`, 'is not what its digest says'],
  ['facts', /\/[0-9a-f]{64}/, `facts/${FLEET}/${OTHER}.json`, 'is not what its digest says'],
  ['facts', /\/[0-9a-f]{64}/, `facts/stage/${OTHER}.json`, `is about the fleet ${FLEET}`],
  ['finished', /./, 'finished/stage.json', `holds the fleet ${FLEET}`],
  ['heads', /./, 'heads/stage.json', `holds the fleet ${FLEET}`],
  ['plans', /./, `plans/${FLEET}/${OTHER}.json`, 'is not what its digest says'],
  ['revisions', /head/, `revisions/stage/${COMMIT}/head.json`, `is of the fleet ${FLEET} at ${COMMIT}`],
  ['revisions', /head/, `revisions/${FLEET}/another/head.json`, `is of the fleet ${FLEET} at ${COMMIT}`],
  ['vouches', /./, `vouches/${repository}/7/another.json`, `is for the commit ${COMMIT}`],
])('%s (%s) that lies at %s is damaged: it %s', async (collection, under, key, why) => {
  const example = EXAMPLE_OF(collection, under);
  const store = createMemoryStore(createFixedClock());
  await example.write(store);
  for (const bucket of [store.state, store.release, store.audit]) {
    const stored = await bucket.read(example.key, signal);
    if (stored !== undefined) bucket.put(key, stored.text);
  }
  expect(await example.look(store)).toHaveProperty('found.value');
  expect(await example.lookAt(store, key)).toMatchObject({ damage: { key, why } });
});

test('entries are numbered so that their names sort as they were written', () => {
  expect(entryNumber(7)).toBe('000007');
  const numbers = [9, 10, 99, 100].map(entryNumber);
  expect([...numbers].sort()).toEqual(numbers);
});
