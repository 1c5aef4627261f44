// Asks who made a change that the sweep sees for the first time, and has it remembered with the sighting: it is asked
// once.
import pLimit from 'p-limit';
import { isPassing, RangelightError } from '../../core/index.ts';
import type { Author, Change } from '../../diff/index.ts';
import {
  type ComputeRef,
  isClusterRef,
  isComputeRef,
  type Kinds,
  type ObservedState,
  refKey,
  wholeOf,
} from '../../model/index.ts';
import type { Sightings } from '../../state/index.ts';
import type { FleetPorts, World } from '../world.ts';
import { fieldAuthor } from './field-managers.ts';
import { isPersonsAccount } from './persons-account.ts';

const CONCURRENCY = 4;
/** Of one unit in one look; the others are asked about in the next one. */
const MOST_ASKED = 40;

export interface AuthorsAsked {
  readonly drifted: readonly Change[];
  readonly observed: ObservedState;
  readonly compute: FleetPorts['compute'];
}

/**
 * @returns the memory, in which every change that is seen has an author, or null where nothing says it; of what could
 * not be asked
 * now it has none.
 */
export async function withAuthors(
  world: Pick<World, 'kinds' | 'log'>,
  memory: Sightings,
  { drifted, observed, compute }: AuthorsAsked,
  signal: AbortSignal,
): Promise<Sightings> {
  const limit = pLimit(CONCURRENCY);
  const unasked = drifted.filter(({ key }) => memory.seen[key] !== undefined && memory.seen[key].author === undefined);
  const found = await Promise.all(
    unasked.slice(0, MOST_ASKED).map(({ key, ref, fields }) =>
      limit(async () => {
        const author = isComputeRef(ref)
          ? await authorInCompute(world, compute, ref, signal)
          : authorInCluster(world.kinds, { key, ref, fields }, observed);
        const sighting = memory.seen[key];
        return sighting === undefined || author === undefined ? [] : [[key, { ...sighting, author }] as const];
      }),
    ),
  );
  return { ...memory, seen: { ...memory.seen, ...Object.fromEntries(found.flat()) } };
}

/** A person's change counts before any other's, and then the newest. Undefined: it may be asked again. */
export async function authorInCompute(
  { log }: Pick<World, 'log'>,
  compute: FleetPorts['compute'],
  ref: ComputeRef,
  signal: AbortSignal,
): Promise<Author | null | undefined> {
  try {
    const changes = await compute.pastChanges(ref, signal);
    const authors = changes.map((one): Author => ({ ...one, isPerson: isPersonsAccount(one.by) }));
    return authors.find(({ isPerson }) => isPerson) ?? authors[0] ?? null;
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    log.warn({ resource: refKey(ref), error }, 'Compute does not say who changed a resource');
    return isPassing(error) ? undefined : null;
  }
}

function authorInCluster(
  kinds: Kinds,
  { key, ref, fields }: Pick<Change, 'key' | 'ref' | 'fields'>,
  { resources }: ObservedState,
): Author | null {
  const whole = wholeOf(kinds, ref);
  const object = resources.get(whole === undefined ? key : refKey(whole));
  const author = object === undefined ? null : fieldAuthor(object.body, fields);
  // What the planner cannot see nobody can have put back sooner: it does not stand for a person's hours.
  const isNoted = isClusterRef(ref) && kinds.ofCluster(ref.kind).observed?.as === 'noted';
  return author === null || !isNoted ? author : { ...author, isPerson: false };
}
