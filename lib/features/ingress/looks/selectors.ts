// Whether the pods that a changed service selects exist somewhere: asked before the merge, and never a reason not to
// plan.
import { diagnostic } from '../codes/index.ts';
import { type ObjectKey, parseObjectKey, refKey } from '../../../model/index.ts';
import type { Finding, Look, UnitAtHand } from '../../../live/index.ts';
import { derivedServices, podsOf, type Selection, selectionsOf } from './selections.ts';

const SELECTOR = ['spec', 'template', 'spec', 'selector'];

/**
 * A warning for each MultiClusterService with a derived Service that is to be made or changed, and no pod in any
 * cluster that it selects. A cluster that cannot be read may have one.
 */
export async function selectorsOfNothing(units: readonly UnitAtHand[], look: Look): Promise<readonly Finding[]> {
  const checks = units.flatMap(changedServices).map(async ({ object, selections }): Promise<readonly Finding[]> => {
    // They are counted, too, so that they are read all the same.
    const found = await Promise.all(selections.map((one) => look.read(one.ref.cluster, 'pod', podsOf(one))));
    if (found.some((pods) => pods?.length !== 0)) return [];
    const message = `${parseObjectKey(object)?.name ?? object} selects no pod in any of its clusters`;
    const hint = 'Compare the selector with the labels of the pods, or deploy them first.';
    return [{ ...diagnostic('selector-matches-nothing', message, undefined, hint), owner: object, path: SELECTOR }];
  });
  return (await Promise.all(checks)).flat();
}

interface SelectingObject {
  readonly object: ObjectKey;
  readonly selections: readonly Selection[];
}

function changedServices({ changes, desired }: UnitAtHand): readonly SelectingObject[] {
  const changed = new Set(changes.map(({ key }) => key));
  const derived = derivedServices(desired.resources);
  const selections = selectionsOf(derived);
  const concerned = new Set(derived.flatMap(({ object, ref }) => (changed.has(refKey(ref)) ? [object] : [])));
  return [...concerned].map((object) => ({ object, selections: selections.get(object) ?? [] }));
}
