// What a difference between desired and applied is due to: other manifests, or the same manifests on a fleet that is
// another one. The commit of the last run says nothing of it: most commits touch another namespace.
import { canonicalJson, objectAt } from '../core/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  isConfigCopy,
  type Kinds,
  kindOfObject,
  type ObjectKey,
} from '../model/index.ts';

const OWN_ANNOTATION = 'rangelight.dev/';

/**
 * Whether the manifests that a resource is made from changed since it was applied, and those that they may refer to for
 * settings. The copies in the config clusters hold what a manifest says. Without a record nothing was applied.
 */
export function manifestsChanged(
  kinds: Kinds,
  desired: readonly DesiredResource[],
  applied: AppliedState | undefined,
): (resource: Pick<DesiredResource, 'owners'>) => boolean {
  if (applied === undefined) return () => true;
  const [now, before] = [manifestsIn(kinds, desired), manifestsIn(kinds, Object.values(applied.resources))];
  const changed = new Set([...now.keys(), ...before.keys()].filter((key) => now.get(key) !== before.get(key)));
  const anySetting = [...changed].some((key) => kindOfObject(kinds, key)?.givesSettings === true);
  const isNew = (owner: ObjectKey): boolean => changed.has(owner) || !(now.has(owner) || before.has(owner));
  return ({ owners }) => anySetting || owners.length === 0 || owners.some(isNew);
}

/** What each manifest says, whichever config cluster has the copy. */
function manifestsIn(kinds: Kinds, resources: readonly DesiredResource[]): ReadonlyMap<ObjectKey, string> {
  const found = new Map<ObjectKey, string>();
  for (const { ref, body, owners } of resources) {
    const [owner] = owners;
    if (owner === undefined || !isConfigCopy(kinds, ref)) continue;
    const { labels = {}, annotations = {} } = objectAt(body, 'metadata');
    const said = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith(OWN_ANNOTATION));
    found.set(owner, canonicalJson([body['spec'] ?? null, labels, Object.fromEntries(said)]));
  }
  return found;
}
