// A reserved global IPv4 address: the VIP. Nothing of it can change (compute v1 globalAddresses: only labels can).
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const address = {
  id: 'address',
  title: 'address',
  api: { collection: 'addresses', scope: 'global' },
  name: { code: 'ip' },
  quota: 'STATIC_ADDRESSES',
  reportGroup: 'load balancer',
  reportPlace: 0,
  gives: 'address',
  phase: 'expand',
  impact: { change: 'certain', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    addressType: { policy: 'immutable', default: 'EXTERNAL' },
    networkTier: { policy: 'immutable', default: 'PREMIUM' },
  },
} as const satisfies ComputeKindDefinition;
