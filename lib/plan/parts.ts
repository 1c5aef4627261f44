// What of a unit's changes is planned, approved and run apart from the rest, so that whatever waits holds only what
// belongs to it.
import type { Change } from '../diff/index.ts';
import { componentsOf } from './components.ts';
import { letGoFirst } from './hand-over.ts';
import type { Rules } from './rules.ts';

/**
 * Parts in the order of their first changes; changes inside keep their order. Together stays what refers to each other,
 * what hands something over, what the rules of its kind say is judged as one, and what was changed in one manifest
 * object: people approve that as one. Drift of the same object is beside it.
 */
export function partsOf(rules: Rules, changes: readonly Change[]): readonly (readonly Change[])[] {
  const takers = letGoFirst(rules.kinds, changes);
  return componentsOf(changes, (change) => {
    const { key, ref, cause, owners } = change;
    const together = rules.of(ref.kind).together?.(change);
    return [
      ...(takers.get(key) ?? []),
      ...(together === undefined ? [] : [`${ref.kind} ${together}`]),
      ...(cause === 'drift' ? [] : owners),
    ];
  });
}
