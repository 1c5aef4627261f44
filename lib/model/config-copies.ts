// The copies of manifests that stand in the config clusters: each says what its manifest says, whichever cluster has
// it.
import type { Kinds } from './kinds.ts';
import { isClusterRef, type ResourceRef } from './ref.ts';

/** Tells a person with kubectl what a copy is. Constant, so that no commit touches every copy. */
export const ABOUT_ANNOTATION = 'rangelight.dev/about';

export function isConfigCopy(kinds: Kinds, ref: ResourceRef): boolean {
  if (!isClusterRef(ref)) return false;
  const { existing, observed } = kinds.ofCluster(ref.kind);
  return existing === 'owned' && observed?.where === 'config';
}
