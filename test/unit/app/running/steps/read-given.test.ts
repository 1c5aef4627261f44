// What is given by what a body refers to: each is read once, and only what gives something is.
import { expect, test } from 'vitest';
import { readGiven } from '../../../../../lib/app/running/steps/read-given.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import { PROJECT } from '../../../balancer.ts';
import { NEVER } from '../../rig.ts';
import { stepRig } from './step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const ADDRESS = computeRef('address', PROJECT, 'ip');
const ABSENT = computeRef('address', PROJECT, 'gone');
const PROXY = computeRef('targetHttpProxy', PROJECT, 'tp');

test('an address is known by its reference; what is absent, or is no address, is not', async () => {
  const { compute, context } = stepRig();
  const read: string[] = [];
  compute.put(ADDRESS, { name: 'ip', address: '203.0.113.9' });
  compute.put(PROXY, { name: 'tp', address: '203.0.113.8' });
  compute.before = (_call, key) => void read.push(key);
  const body = { IPAddress: [ADDRESS, ADDRESS, ABSENT].map((ref) => refKey(ref)), target: refKey(PROXY) };
  const valueOf = await readGiven(body, [refKey(ABSENT)], context, NEVER);
  expect(valueOf(refKey(ADDRESS))).toBe('203.0.113.9');
  expect(valueOf(refKey(ABSENT))).toBeUndefined();
  expect(valueOf(refKey(PROXY))).toBeUndefined();
  expect(read.sort()).toEqual([refKey(ADDRESS), refKey(ABSENT)].sort());
});
