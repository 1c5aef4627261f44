// Which firewall rules of somebody else let the probes in.
import { describe, expect, it } from 'vitest';
import { admitsProbes, networkHost, PROBE_RANGES } from '../../../lib/fleet/index.ts';

const NETWORK = 'projects/host/global/networks/shared';
const RULE = {
  network: NETWORK,
  direction: 'INGRESS',
  sourceRanges: [...PROBE_RANGES],
  targetTags: ['node-us', 'node-eu'],
  allowed: [{ IPProtocol: 'tcp' }],
};
const admits = (rule: object): boolean => admitsProbes([{ ...RULE, ...rule }], NETWORK, ['node-us', 'node-eu']);

describe('admitsProbes', () => {
  it.each([
    ['the rule as it should be', {}],
    ['all addresses', { sourceRanges: ['0.0.0.0/0'] }],
    ['all instances', { targetTags: undefined }],
    ['all protocols', { allowed: [{ IPProtocol: 'all' }] }],
    ['TCP by its number', { allowed: [{ IPProtocol: '6', ports: ['8080'] }] }],
  ])('with %s', (_, rule) => expect(admits(rule)).toBe(true));

  it.each([
    ['of another network', { network: 'projects/host/global/networks/other' }],
    ['that lets out', { direction: 'EGRESS' }],
    ['that is off', { disabled: true }],
    ['for one of the ranges only', { sourceRanges: [PROBE_RANGES[0]] }],
    ['for some nodes only', { targetTags: ['node-us'] }],
    ['for UDP', { allowed: [{ IPProtocol: 'udp' }] }],
    ['that denies', { allowed: undefined, denied: [{ IPProtocol: 'tcp' }] }],
  ])('not with one %s', (_, rule) => expect(admits(rule)).toBe(false));
});

it('knows a Shared VPC by the project of its network', () => {
  expect(networkHost({ project: 'acme', network: NETWORK })).toBe('host');
  expect(networkHost({ project: 'host', network: NETWORK })).toBeUndefined();
});
