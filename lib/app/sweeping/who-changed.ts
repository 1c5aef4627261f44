// Asks who made a change that the sweep sees for the first time, and has it remembered with the sighting: it is asked once.
// May import: core, diff, model, ports, state.
import type { Change } from '../../diff/index.ts';
import { isComputeRef, type Kinds, type ObservedState, refKey, wholeOf } from '../../model/index.ts';
import type { Author, Sightings } from '../../state/index.ts';
import { fieldAuthor } from './field-managers.ts';

/** @returns the memory, in which every change that is seen has an author, or null where nothing says it. */
export function withAuthors(
  kinds: Kinds,
  memory: Sightings,
  drifted: readonly Change[],
  observed: ObservedState,
): Sightings {
  const found = drifted.flatMap((change) => {
    const sighting = memory.seen[change.key];
    if (sighting === undefined || sighting.author !== undefined) return [];
    return [[change.key, { ...sighting, author: authorOf(kinds, change, observed) }] as const];
  });
  return { ...memory, seen: { ...memory.seen, ...Object.fromEntries(found) } };
}

function authorOf(kinds: Kinds, { key, ref, fields }: Change, { resources }: ObservedState): Author | null {
  if (isComputeRef(ref)) return null;
  const whole = wholeOf(kinds, ref);
  const object = resources.get(whole === undefined ? key : refKey(whole));
  return object === undefined ? null : fieldAuthor(object.body, fields);
}
