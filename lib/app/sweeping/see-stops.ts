// What stops of a fleet now, as a sweep sees it: runs and plans that do not go on, what a person or the guard holds,
// and what cannot be read. What is made of it is another's business.
import type { Diagnostic, StopReason } from '../../core/index.ts';
import type { Facts, Fleet, Policy } from '../../fleet/index.ts';
import { type AppliedState, type ClusterLink, type Kinds, type ObservedState, whyUnread } from '../../model/index.ts';
import { awaitsItsWord, type PlanEnvelope, type Revision, whyRolledBack } from '../../plan/index.ts';
import { type OpenRun, pauses, type Retirements } from '../../state/index.ts';
import { behindIn, plannedWithout } from '../records/behind.ts';
import { openRunsIn } from '../records/open-run.ts';
import type { StandingFreeze } from '../words/freezes.ts';
import { pauseWords } from '../words/pauses.ts';
import { isReleased } from '../records/release.ts';
import { awaitsGates, endOf, envelopesOf } from '../records/unit-plans.ts';
import type { SeenStop } from './stops.ts';
import type { World } from '../world.ts';

/** Past the time at which somebody should have gone on with a run. */
const LATE_MS = 5 * 60_000;
/** Of a plan's digest, enough to tell it from others. */
const DIGEST_LENGTH = 12;

export interface Seen {
  readonly fleet: Fleet;
  readonly policy: Policy;
  /** Undefined when it is lost, damaged, or not made yet. */
  readonly revision: Revision | undefined;
  /** Of the branch's head. */
  readonly commit: string;
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Clusters that could not be read or written of late. */
  readonly suspects: ReadonlySet<ClusterLink>;
  /** Undefined: the fleet is not frozen. */
  readonly freeze: StandingFreeze | undefined;
}

/** What the guard found. */
export function guardStops(forbidden: readonly Diagnostic[], fleet: string): readonly SeenStop[] {
  const byReason = new Map<StopReason, string[]>();
  for (const { code, message, hint } of forbidden) {
    const reason = GUARD_REASONS[code] ?? 'hosted-controller';
    byReason.set(reason, [...(byReason.get(reason) ?? []), hint === undefined ? message : `${message}. ${hint}`]);
  }
  return [...byReason].map(([reason, messages]) => ({
    reason,
    subject: fleet,
    why: [...new Set(messages)].sort().join('; '),
  }));
}

const GUARD_REASONS: Readonly<Record<string, StopReason>> = {
  'hosted-controller-active': 'hosted-controller',
  'hosted-controller-unknown': 'hosted-controller-unknown',
  'fleet-of-another-installation': 'another-installation',
};

/** Clusters and kinds that could not be read just now. */
export function unreadStops(kinds: Kinds, facts: Facts, observed: ObservedState): readonly SeenStop[] {
  const found = new Map<string, SeenStop>();
  for (const part of observed.unknown) {
    const stop: SeenStop =
      part.part === 'cluster'
        ? { reason: 'cluster-unreadable', subject: part.cluster, why: whyUnread(kinds, part) }
        : { reason: 'kind-unreadable', subject: [part.kind, part.zone ?? []].flat().join(' in '), why: part.reason };
    const key = `${stop.reason} ${stop.subject}`;
    const before = found.get(key);
    found.set(key, before === undefined ? stop : { ...stop, why: `${before.why}; ${stop.why}` });
  }
  for (const [link, { state, unread }] of Object.entries(facts.clusters)) {
    const key = `cluster-unreadable ${link}`;
    if (state === 'fresh' || found.has(key)) continue;
    const why = `its namespaces and nodes cannot be read${unread === undefined ? '' : `: ${unread.reason}`}`;
    found.set(key, { reason: 'cluster-unreadable', subject: link, why });
  }
  return [...found.values()];
}

/** What holds units back: pauses, runs that wait or failed, and plans that nobody begins. */
export async function unitStops(world: World, seen: Seen, signal: AbortSignal): Promise<readonly SeenStop[]> {
  const { fleet, revision, applied, commit, freeze } = seen;
  const now = world.clock.now();
  const paused = (await pauses.list(world.store, [fleet.name], signal)).found.filter(
    ({ value: { until } }) => (until ?? Number.POSITIVE_INFINITY) > now,
  );
  const open = await openRunsIn(world.store, fleet.name, signal);
  const isPaused = (unit: string): boolean => paused.some(({ value }) => (value.unit ?? unit) === unit);
  const stops: SeenStop[] = paused.map(({ value }) => ({
    reason: 'paused',
    subject: value.unit ?? fleet.name,
    why: pauseWords(value),
    since: value.since,
  }));
  if (freeze !== undefined) stops.push({ reason: 'frozen', subject: fleet.name, ...freeze });
  if (revision === undefined)
    stops.push({ reason: 'head-not-planned', subject: fleet.name, why: `nothing is known of the plan of ${commit}` });
  for (const unit of new Set([...applied.keys(), ...open.keys(), ...(revision?.units ?? []).map((one) => one.unit)])) {
    const runs = open.get(unit) ?? [];
    const planned = envelopesOf(revision, unit);
    const waits = runs.map((run) => waitStop(run, now));
    const idle = planned
      .filter(({ plan }) => !runs.some((run) => run.plan === plan))
      .map((one) => idleStop(seen, applied.get(unit), one));
    // Whoever paused or froze it knows that it waits.
    const isExpected = ({ reason }: Found): boolean =>
      (isPaused(unit) && reason !== 'run-failed') || (freeze !== undefined && reason === 'run-not-begun');
    const found = [...waits, ...idle].flatMap((stop) => (stop === undefined || isExpected(stop) ? [] : [stop]));
    for (const stop of [...rolledBackStops(planned), ...together(found)]) stops.push({ ...stop, subject: unit });
  }
  return [...stops, ...(await behindStops(world, seen, open, signal))];
}

/** What stands to be retired and nobody can tell whether it is still used: not what is used, or has yet to wait. */
export function retirementStops(retiring: readonly Retirements[]): readonly SeenStop[] {
  return retiring.flatMap(({ unit, offered, asked = [] }) => {
    const unknown = asked.filter(({ answer }) => answer === 'unknown').map(({ said }) => said);
    if (unknown.length === 0) return [];
    const word =
      offered === undefined
        ? []
        : [`To have it go all the same, comment \`/rangelight approve ${offered.slice(0, DIGEST_LENGTH)}\``];
    return [{ reason: 'retirement-waits', subject: unit, why: [[...new Set(unknown)].join('; '), ...word].join('. ') }];
  });
}

async function behindStops(
  { store }: World,
  { revision, applied, suspects }: Seen,
  open: ReadonlyMap<string, readonly OpenRun[]>,
  signal: AbortSignal,
): Promise<readonly SeenStop[]> {
  if (revision === undefined) return [];
  const ended = new Map([...applied].filter(([unit]) => !open.has(unit)));
  const all = new Set([...suspects, ...plannedWithout(revision)]);
  const behind = await behindIn(store, revision, all, ended, signal);
  return [...behind].map(([cluster, units]) => ({
    reason: 'config-cluster-behind',
    subject: cluster,
    why: `it lacks what was merged of ${units.join(', ')}`,
  }));
}

type Found = Omit<SeenStop, 'subject'>;

/** What several plans of a unit stop for, one of each reason. */
function together(found: readonly Found[]): readonly Found[] {
  return [...Map.groupBy(found, ({ reason }) => reason).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first, why: [...new Set([first, ...others].map(({ why }) => why))].sort().join('; ') }];
  });
}

function rolledBackStops(own: readonly PlanEnvelope[]): readonly Found[] {
  return own.flatMap((planned) => {
    const { rolledBack } = planned;
    if (rolledBack === undefined) return [];
    const where = awaitsItsWord(planned) ? 'its plan waits for an approval, to go back to' : 'back at';
    return [{ reason: 'rolled-back', why: `${whyRolledBack(rolledBack)}: ${where} run ${rolledBack.to}` }];
  });
}

/** Of an open run. */
function waitStop({ runId, wakeAt, heldUp }: OpenRun, now: number): Found | undefined {
  if (heldUp !== undefined) {
    const { since, reason } = heldUp;
    return { reason: 'run-waits', why: `run ${runId}: ${reason}`, since };
  }
  if (now - wakeAt < LATE_MS) return undefined;
  return { reason: 'run-waits', why: `run ${runId}: no worker goes on with it`, since: wakeAt };
}

/** Of a plan that no run is open for. */
function idleStop(
  { policy, revision, commit }: Seen,
  applied: AppliedState | undefined,
  planned: PlanEnvelope,
): Found | undefined {
  if (planned.plan === null) return undefined;
  const ended = endOf(planned, applied) ?? applied;
  if (ended?.result === 'blocked' && ended.commit === commit && !awaitsGates(planned))
    return { reason: 'run-failed', why: `run ${ended.runId}: ${ended.message ?? 'its check says why'}` };
  if (revision?.verdict === 'blocked' || revision?.verdict === 'observe-only' || revision?.policyUnknown)
    return undefined;
  if (isReleased(policy, planned)) {
    return endOf(planned, applied)?.result === 'succeeded'
      ? undefined
      : { reason: 'run-not-begun', why: `the plan ${planned.plan.slice(0, 12)} is released` };
  }
  const gates = [...new Set(planned.gates.map(({ code }) => code))].sort().join(', ');
  return { reason: 'approval-waits', why: gates === '' ? 'the policy says `apply: manual`' : `its gates: ${gates}` };
}
