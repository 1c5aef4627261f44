// The copy of a manifest in a config cluster: what Git says of it, all of it ours. May import: model.
import type { KindDefinition } from './index.ts';

/** @param title the manifest's kind, as people write it. */
export function manifestCopy(title: string): KindDefinition {
  return {
    title,
    phase: 'expand',
    impact: { change: 'none', shrink: 'none', remove: 'none' },
    existing: 'owned',
    fields: {
      'metadata.labels': { policy: 'in-place', open: true },
      'metadata.annotations': { policy: 'in-place', open: true },
      spec: { policy: 'in-place' },
    },
  };
}
