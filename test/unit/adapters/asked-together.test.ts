// Many who wait for resources of one kind are answered by a list, and hear nothing that it does not know.
import { expect, test } from 'vitest';
import { askedTogether } from '../../../lib/adapters/compute/index.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';
import { createMemoryCompute, type MemoryCompute } from '../../fakes/memory-compute.ts';
import { PROJECT } from '../balancer.ts';

const NEVER = new AbortController().signal;
const group = (name: string) => computeRef('networkEndpointGroup', PROJECT, name, 'us-west1-a');
const names = ['a', 'b', 'c', 'd', 'e', 'f'];

function rig(memory: MemoryCompute = createMemoryCompute()) {
  const calls: string[] = [];
  memory.before = (call, key) => void calls.push(call === 'list' ? `list ${key}` : `${call} ${key.split('/').at(-1)}`);
  return { memory, calls, compute: askedTogether(memory) };
}

test('of many groups that are waited for two are asked for by name, and the rest by one list', async () => {
  const { memory, calls, compute } = rig();
  for (const name of names.slice(0, 5)) memory.put(group(name), { name });
  const found = await Promise.all(names.map((name) => compute.get(group(name), NEVER)));
  expect(found.map((one) => one?.ref.name)).toEqual(['a', 'b', 'c', 'd', 'e', undefined]);
  expect(calls).toEqual(['get a', 'get b', 'list networkEndpointGroup']);
});

test('what a list that is not whole does not show is asked for by name', async () => {
  const { memory, calls, compute } = rig();
  memory.unreachable.set('networkEndpointGroup', ['zones/us-west1-a']);
  await Promise.all(names.map((name) => compute.get(group(name), NEVER)));
  expect(calls).toEqual(['get a', 'get b', 'list networkEndpointGroup', 'get c', 'get d', 'get e', 'get f']);
});

test('what was made here, and no list shows yet, is asked for by name', async () => {
  const { memory, calls } = rig();
  const behind = { ...memory, list: () => Promise.resolve({ items: [], unreachable: [] }) };
  const late = askedTogether(behind);
  await late.insert(computeRef('healthCheck', PROJECT, 'g'), { name: 'g' }, 'id g', NEVER);
  calls.length = 0;
  const refs = ['a', 'b', 'c', 'd', 'g'].map((name) => computeRef('healthCheck', PROJECT, name));
  const found = await Promise.all(refs.map((ref) => late.get(ref, NEVER)));
  expect(found.map((one) => one?.ref.name)).toEqual([undefined, undefined, undefined, undefined, 'g']);
  expect(calls).toEqual(['get a', 'get b', 'get g']);
});

test('many who list one kind share the lists that begin after they asked', async () => {
  const { calls, compute } = rig();
  await Promise.all(names.map(() => compute.list('urlMap', PROJECT, NEVER)));
  expect(calls).toEqual(['list urlMap', 'list urlMap', 'list urlMap']);
});
