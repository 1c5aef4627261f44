// Desired states in the bucket: one that is kept as a variant of another is the whole that it tells, or damage.
import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../lib/core/index.ts';
import {
  asVariant,
  type DesiredState,
  digestOfDesired,
  digestOfVariant,
  refKey,
  variantOf,
  wholeState,
} from '../../../lib/model/index.ts';
import { desiredAt, desiredIn, desiredStates, keeperOfDesired } from '../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, US } from '../balancer.ts';
import { createRig, NEVER, type Rig } from '../app/rig.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const base = desiredOf([...one.resources, ...balancer({ name: 'two', clusters: [EU] }).resources]);
// One goes, and one of its resources comes back otherwise.
const other = desiredOf(balancer({ name: 'two', clusters: [EU, US], version: 2 }).resources);
const variant = variantOf(
  base,
  [...base.resources, ...other.resources].map(({ ref }) => refKey(ref)),
  other,
);
const name = digestOfVariant(variant);
const keyOf = (digest: string): string => desiredStates.at(FLEET, digest).key;

let rig: Rig;
let reads: string[];
let writes: string[];
beforeEach(async () => {
  rig = createRig();
  const keep = keeperOfDesired(rig.store);
  writes = [];
  reads = [];
  rig.store.before = (call, key) => void (call === 'write' ? writes : reads).push(key);
  await Promise.all([keep(variant, NEVER), keep(asVariant(base), NEVER), keep(variantOf(base, [], other), NEVER)]);
});

const look = (digest: string) => desiredAt(FLEET, digest).look(rig.store, NEVER);

describe('a variant', () => {
  test('is kept as what is otherwise, on a base that is written once and before it', async () => {
    expect(writes).toEqual([keyOf(digestOfDesired(base)), keyOf(name)]);
    const kept = await rig.value(desiredStates.at(FLEET, name));
    expect(kept?.base?.desired).toBe(digestOfDesired(base));
    expect(kept?.base?.without.length).toBeGreaterThan(0);
    expect(kept?.resources.length).toBeLessThan(base.resources.length);
  });

  test('is found whole, and of several their base is read once', async () => {
    const [first] = base.resources;
    if (first === undefined) throw new TypeError('there are resources');
    const second = variantOf(base, [refKey(first.ref)], desiredOf([]));
    await keeperOfDesired(rig.store)(second, NEVER);
    reads = [];
    const places = desiredIn(FLEET);
    const found = await Promise.all(
      [name, digestOfVariant(second)].map((digest) => places(digest).look(rig.store, NEVER)),
    );
    expect(found).toMatchObject([{ found: { value: other } }, { found: { value: wholeState(second) } }]);
    expect(reads.filter((key) => key === keyOf(digestOfDesired(base)))).toHaveLength(1);
  });

  test.each([
    ['whose base is lost', async () => rig.store.state.drop(keyOf(digestOfDesired(base))), 'is lost'],
    ['whose base is damaged', async () => rig.store.state.put(keyOf(digestOfDesired(base)), '{'), 'JSON'],
    ['that says something else', () => put(name, { resources: [] }), 'is not what its digest says'],
    ['on a variant', () => put(digestOfDesired(base), { base: { desired: name, without: [] } }), 'its digest says'],
  ])('%s is damage, and is written anew', async (_, break_, why) => {
    await break_();
    expect(await look(name)).toMatchObject({ damage: { why: expect.stringContaining(why) } });
    await expect(desiredAt(FLEET, name).read(rig.store, NEVER)).rejects.toMatchObject({ code: 'damaged' });
    if (why === 'its digest says') return;
    await keeperOfDesired(rig.store)(variant, NEVER);
    expect(await look(name)).toMatchObject({ found: { value: other } });
  });
});

async function put(digest: string, more: object): Promise<void> {
  const value = await rig.value(desiredStates.at(FLEET, digest));
  rig.store.state.put(keyOf(digest), JSON.stringify({ ...value, schema: 'rangelight/desired/v2', ...more }));
}

test('what an older Rangelight kept under the digest of its text is read, and nothing else under another name', async () => {
  const older = (digest: string, state: DesiredState): void =>
    rig.store.state.put(keyOf(digest), JSON.stringify({ ...state, schema: 'rangelight/desired/v2' }));
  older(digestOf(other), other);
  expect(await look(digestOf(other))).toMatchObject({ found: { value: other } });
  older(digestOf('another'), other);
  expect(await look(digestOf('another'))).toMatchObject({ damage: { why: 'is not what its digest says' } });
  expect(await look(digestOf('nothing'))).toEqual({ found: undefined });
});
