// Case 32: who swaps primary and backup hears whether they hold the same.
import { expect, test } from 'vitest';
import { findSwap } from '../../../../lib/app/planning/config-parity.ts';
import { EU, observedOf, resource, UNIT, US } from '../../balancer.ts';
import { createRig } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';

const fleet = createRig().fleet();
const before = { primary: fleet.backup, backup: fleet.primary };
const copy = (cluster: string, port: number) =>
  resource(clusterRef('multiClusterService', cluster, 'foo', UNIT), { spec: { port } });
const said = (...found: Parameters<typeof observedOf>) =>
  findSwap(KINDS, fleet, before, observedOf(...found)).map(({ message }) => message);

test('nobody hears of clusters that stay where they are', () => {
  expect(findSwap(KINDS, fleet, undefined, observedOf([]))).toEqual([]);
  expect(findSwap(KINDS, fleet, fleet, observedOf([]))).toEqual([]);
  expect(findSwap(KINDS, fleet, { primary: US, backup: 'asia-east1/gke' }, observedOf([]))).toEqual([]);
});

test('the same copies, others, and copies that nobody can read', () => {
  expect(said([copy(EU, 80), copy(US, 80)])).toEqual([
    `${EU} is to be the primary: it holds the same copies as ${US} (1)`,
  ]);
  expect(said([copy(EU, 80), copy(US, 81)])).toEqual([expect.stringContaining(`differs from ${US}: 1 of the copies`)]);
  expect(said([copy(US, 80)])).toEqual([expect.stringContaining('multiClusterService blue/foo')]);
  expect(said([], [{ part: 'cluster', cluster: EU, reason: 'down' }])).toEqual([
    expect.stringContaining(`not known, for ${EU} cannot be read`),
  ]);
});
