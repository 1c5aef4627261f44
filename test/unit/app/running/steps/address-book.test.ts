// The IPs of the addresses that bodies refer to: each is read once, and only addresses are.
import { expect, test } from 'vitest';
import { addressBook } from '../../../../../lib/app/running/steps/address-book.ts';
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
  const bodies = [
    { IPAddress: refKey(ADDRESS), target: refKey(PROXY) },
    { IPAddress: refKey(ADDRESS) },
    { IPAddress: refKey(ABSENT) },
    { IPAddress: refKey(ABSENT) },
  ];
  const addressOf = await addressBook(bodies, context, NEVER);
  expect(addressOf(refKey(ADDRESS))).toBe('203.0.113.9');
  expect(addressOf(refKey(ABSENT))).toBeUndefined();
  expect(addressOf(refKey(PROXY))).toBeUndefined();
  expect(read).toEqual([refKey(ADDRESS), refKey(ABSENT)]);
});
