// What a unit's record says of its runs when one of several ends: which was the last, how those of other plans ended,
// and whether all of it together is a state that somebody asked for.
import { canonicalJson, oncePer } from '../../core/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  type DesiredVariant,
  type EndedRun,
  type RefKey,
  refKey,
  resourcesByKey,
} from '../../model/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { desiredIn, type Head, revisions } from '../../state/index.ts';
import { openRunsOf } from '../records/open-run.ts';
import { envelopesOf, wantedNow } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

/** What there is of a unit beside a run that ends. */
export interface AroundRun {
  /** Digests of the plans that the head has for it. */
  readonly plans: ReadonlySet<string>;
  /** By digest: what the head wants of it, now and in the end, and what other open runs work towards. */
  readonly goals: ReadonlyMap<string, DesiredVariant>;
  /** Whether another run of it is open. */
  readonly isOpen: boolean;
}

export async function aroundRun(
  { store }: Pick<World, 'store'>,
  { fleet, unit, runId }: RunTask,
  head: Head,
  signal: AbortSignal,
): Promise<AroundRun> {
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const planned = envelopesOf('found' in reading ? reading.found?.value : undefined, unit);
  const others = (await openRunsOf(store, fleet, unit, signal)).filter((run) => run.runId !== runId);
  const digests = [...planned.flatMap((one) => [one.desired, wantedNow(one)]), ...others.map(({ desired }) => desired)];
  const goals = new Map<string, DesiredVariant>();
  const places = desiredIn(fleet);
  for (const digest of new Set(digests)) {
    const goal = await places(digest).lookAtVariant(store, signal);
    if ('found' in goal && goal.found !== undefined) goals.set(digest, goal.found.value);
  }
  return { plans: new Set(planned.flatMap(({ plan }) => plan ?? [])), goals, isOpen: others.length > 0 };
}

/** What one of them has at least. */
export function keysIn(goals: Iterable<DesiredVariant>): ReadonlySet<RefKey> {
  const all = [...goals];
  const changed = all.flatMap(({ otherwise }) =>
    [...otherwise].flatMap(([key, one]) => (one === undefined ? [] : [key])),
  );
  const found = new Set(changed);
  for (const [base, variants] of Map.groupBy(all, (one) => one.base)) {
    const isGone = (key: RefKey): boolean =>
      variants.every(({ otherwise }) => otherwise.has(key) && otherwise.get(key) === undefined);
    for (const key of resourcesByKey(base).keys()) if (!isGone(key)) found.add(key);
  }
  return found;
}

interface Ends {
  readonly last: EndedRun & Pick<AppliedState, 'plan'>;
  readonly beside: Readonly<Record<string, EndedRun>>;
}

/**
 * @param own how the run of a plan ended. One of an older revision is not the last where a newer one has ended before
 * it.
 * @param named digests of plans that the head has: of others nothing has to be known.
 */
export function endsOf(
  before: AppliedState | undefined,
  plan: string,
  own: EndedRun,
  named: ReadonlySet<string>,
): Ends {
  const known =
    before === undefined ? [] : [...Object.entries(before.beside ?? {}), [before.plan, endIn(before)] as const];
  const isLast = before === undefined || before.seq <= own.seq;
  const last = isLast ? { ...own, plan } : { ...endIn(before), plan: before.plan };
  const ends = [...known, [plan, own] as const].filter(([digest]) => digest !== last.plan && named.has(digest));
  return { last, beside: Object.fromEntries(ends.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function endIn({ seq, commit, desired, runId, result, message, previous }: AppliedState): EndedRun {
  return {
    seq,
    commit,
    desired,
    runId,
    result,
    ...(message === undefined ? {} : { message }),
    ...(previous === undefined ? {} : { previous }),
  };
}

/**
 * @param worked digest of what it worked towards.
 * @param goals by digest: that, where it can be read, and what the head wants.
 * @returns digest of the state that stands when a run has succeeded and no other is open: what it worked towards, or
 * where runs of other plans ended too, what the head wants, if that is what all of them together have made. Undefined:
 * nobody asked for what stands.
 */
export function reachedBy(
  resources: AppliedState['resources'],
  worked: string,
  beside: Ends['beside'],
  goals: ReadonlyMap<string, DesiredVariant>,
): string | undefined {
  if (Object.keys(beside).length === 0) return worked;
  const isThere = ({ ref, body }: DesiredResource): boolean => isSame(resources[refKey(ref)]?.body, body);
  // What many of them stand on is compared once.
  const lacking = oncePer(({ resources: wanted }: DesiredState): readonly RefKey[] =>
    wanted.flatMap((one) => (isThere(one) ? [] : [refKey(one.ref)])),
  );
  for (const [digest, { base, otherwise }] of goals) {
    const isReached =
      lacking(base).every((key) => otherwise.has(key)) &&
      [...otherwise.values()].every((one) => one === undefined || isThere(one));
    if (isReached) return digest;
  }
  return undefined;
}

function isSame(stands: DesiredResource['body'] | undefined, body: DesiredResource['body']): boolean {
  return stands !== undefined && canonicalJson(stands) === canonicalJson(body);
}
