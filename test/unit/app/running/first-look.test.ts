// What a run saw of Compute when it began is good until the run writes it.
import { expect, test } from 'vitest';
import { firstLook } from '../../../../lib/app/running/first-look.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { createMemoryCompute } from '../../../fakes/memory-compute.ts';
import { MARK, PROJECT } from '../../balancer.ts';
import { NEVER } from '../rig.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

const [a, b] = ['a', 'b'].map((name) => computeRef('healthCheck', PROJECT, name)) as [
  ReturnType<typeof computeRef>,
  ReturnType<typeof computeRef>,
];

function looked() {
  const resources = new Map(
    [a, b].map((ref) => [refKey(ref), { ref, body: { name: ref.name, description: MARK }, ours: true }]),
  );
  const look = firstLook(KINDS, { observed: { resources, unknown: [] }, at: 7 });
  const compute = createMemoryCompute();
  for (const ref of [a, b]) compute.put(ref, { name: ref.name, description: MARK });
  return { look, compute: look.noting(compute) };
}

test('it is what was seen, and when', () => {
  expect(looked().look.of(a)).toEqual({ body: { name: 'a', description: MARK }, at: 7 });
  expect(firstLook(KINDS, undefined).of(a)).toBeUndefined();
});

test('a write has what it is about looked at again, also one that fails, and nothing else', async () => {
  const { look, compute } = looked();
  await compute.remove(a, 'id', NEVER);
  expect(look.of(a)).toBeUndefined();
  expect(look.of(b)).toBeDefined();
  const stale = { ref: b, body: { fingerprint: 'stale' } };
  await expect(compute.update(stale, { type: 'TCP' }, 'id 2', NEVER)).rejects.toMatchObject({ code: 'precondition' });
  expect(look.of(b)).toBeUndefined();
});

test('a key that is added to a service, or taken, has it looked at again, and one that is made is', async () => {
  const key = { keyName: 'k', keyValue: 'v' };
  for (const write of [
    (on: ReturnType<typeof looked>) => on.compute.addSignedUrlKey(a, key, 'id', NEVER),
    (on: ReturnType<typeof looked>) => on.compute.deleteSignedUrlKey(a, 'k', 'id', NEVER),
    (on: ReturnType<typeof looked>) => on.compute.insert(a, { name: 'a' }, 'id', NEVER),
  ]) {
    const on = looked();
    await write(on).catch(() => undefined);
    expect(on.look.of(a)).toBeUndefined();
  }
});

test('what was made through the port is known to be, and what could not be made is not', async () => {
  const { look, compute } = looked();
  const c = computeRef('healthCheck', PROJECT, 'c');
  await compute.insert(c, { name: 'c' }, 'id', NEVER);
  await compute.insert(a, { name: 'a' }, 'id 2', NEVER).catch(() => undefined);
  expect([c, a, b].map((ref) => look.isMade(ref))).toEqual([true, false, false]);
});

test('what gives something is known as it was read last, until it is written', async () => {
  const { look, compute } = looked();
  const ip = computeRef('address', PROJECT, 'ip');
  await compute.insert(ip, { name: 'ip', description: MARK, address: '203.0.113.7' }, 'id', NEVER);
  expect(look.giver(ip)).toBeUndefined();
  await compute.get(ip, NEVER);
  await compute.get(a, NEVER);
  expect(look.giver(ip)).toMatchObject({ name: 'ip' });
  expect(look.giver(a)).toBeUndefined();
  await compute.remove(ip, 'id 2', NEVER);
  expect(look.giver(ip)).toBeUndefined();
});
