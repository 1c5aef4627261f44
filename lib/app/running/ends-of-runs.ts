// What a unit's record says of its runs when one of several ends: which was the last, how those of other plans ended,
// and whether all of it together is a state that somebody asked for.
import { canonicalJson, digestOf } from '../../core/index.ts';
import { type AppliedState, type DesiredState, type EndedRun, type RefKey, refKey } from '../../model/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { desiredStates, type Head, revisions } from '../../state/index.ts';
import { openRunsOf } from '../records/open-run.ts';
import { envelopesOf, wantedNow } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

/** What there is of a unit beside a run that ends. */
export interface AroundRun {
  /** Digests of the plans that the head has for it. */
  readonly plans: ReadonlySet<string>;
  /** What the head wants of it, now and in the end, and what other open runs work towards. */
  readonly goals: readonly DesiredState[];
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
  const goals: DesiredState[] = [];
  for (const digest of new Set(digests)) {
    const goal = await desiredStates.at(fleet, digest).look(store, signal);
    if ('found' in goal && goal.found !== undefined) goals.push(goal.found.value);
  }
  return { plans: new Set(planned.flatMap(({ plan }) => plan ?? [])), goals, isOpen: others.length > 0 };
}

export function keysIn(states: readonly DesiredState[]): ReadonlySet<RefKey> {
  return new Set(states.flatMap(({ resources }) => resources.map(({ ref }) => refKey(ref))));
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
 * @param worked digest of what it worked towards. @param own that, where it can be read.
 * @returns digest of the state that stands when a run has succeeded and no other is open: what it worked towards, or
 * where runs of other plans
 * ended too, what the head wants, if that is what all of them together have made. Undefined: nobody asked for what
 * stands.
 */
export function reachedBy(
  resources: AppliedState['resources'],
  worked: string,
  own: DesiredState | undefined,
  beside: Ends['beside'],
  goals: readonly DesiredState[],
): string | undefined {
  if (Object.keys(beside).length === 0) return worked;
  const found = [...(own === undefined ? [] : [own]), ...goals].find((goal) =>
    goal.resources.every(({ ref, body }) => isSame(resources[refKey(ref)]?.body, body)),
  );
  return found && digestOf(found);
}

function isSame(
  stands: AppliedState['resources'][string]['body'] | undefined,
  body: DesiredState['resources'][number]['body'],
): boolean {
  return stands !== undefined && canonicalJson(stands) === canonicalJson(body);
}
