// A change by hand, with as little in it as a test needs.
import type { Change } from '../../../lib/diff/index.ts';
import { refKey, type ResourceRef } from '../../../lib/model/index.ts';

export function changeOf(ref: ResourceRef, more: Partial<Change> = {}): Change {
  return {
    key: refKey(ref),
    ref,
    kind: 'update',
    cause: 'pending',
    maker: 'rangelight',
    owners: [],
    needs: [],
    fields: [],
    impact: 'none',
    why: 'test',
    ...more,
  };
}
