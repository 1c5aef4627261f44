// A reserved global IPv4 address: the VIP. Nothing of it can change (compute v1 globalAddresses: only labels can).
// May import: model.
import type { KindDefinition } from './index.ts';

export const address: KindDefinition = {
  title: 'address',
  phase: 'expand',
  impact: { change: 'certain', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    addressType: { policy: 'immutable', default: 'EXTERNAL' },
    networkTier: { policy: 'immutable', default: 'PREMIUM' },
  },
};
