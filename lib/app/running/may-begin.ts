// Whether a run may begin. A task is a hint: the worker finds the head, the policy, the approvals and the gates for
// itself. It runs a plan of the head's revision that is released, or a repair that makes nothing but what the head asks
// for; everything else is left alone.
import pLimit from 'p-limit';
import type { Diagnostic } from '../../core/index.ts';
import { type Change, servingTest } from '../../diff/index.ts';
import { type Looks, lookInto } from '../../live/index.ts';
import { FLEET_UNIT, type ObservedState } from '../../model/index.ts';
import {
  type Fleetwide,
  type Gate,
  isByItself,
  isEndpointsOnly,
  makePlan,
  type Plan,
  type PlanEnvelope,
  releaseOf,
  type RolledBack,
  revisionGates,
  type Revision,
  type Rules,
} from '../../plan/index.ts';
import type { Clusters, RunTask, Store } from '../../ports/index.ts';
import { type Approval, desiredAt, factsByDigest, type Head, type Pin, revisions } from '../../state/index.ts';
import { loadApplied, type UnitRecords } from '../records/applied.ts';
import { opening, standingApproval } from '../words/approvals.ts';
import { asItStands } from './as-it-stands.ts';
import { loadInFlight } from '../records/in-flight.ts';
import { leadsBack, makesAs } from './leads-back.ts';
import { openRunsOf } from '../records/open-run.ts';
import { planAt } from '../records/plan-at.ts';
import { loadPins, rolledBackBy } from '../words/pins.ts';
import type { PolicyInForce } from '../records/policy.ts';
import { sightingsOf } from '../records/sightings.ts';
import { takesTooEarly } from './takes-too-early.ts';
import { takesUnrecorded, unrecordedUnits } from '../records/unrecorded.ts';
import { awaitsGates, envelopesOf, isReached, wantedNow } from '../records/unit-plans.ts';

export interface Beginning {
  readonly rules: Rules;
  readonly head: Head;
  readonly task: RunTask;
  readonly plan: Plan;
  readonly inForce: PolicyInForce;
  readonly looks: Looks;
  readonly clusters: Clusters;
  /** Of the cloud as it is now. */
  readonly observed: ObservedState;
  /** Why nothing may be written for the fleet at all. */
  readonly forbidden: readonly Diagnostic[];
  /** Why nothing but endpoints may be written for it. */
  readonly guarded: readonly Diagnostic[];
}

/** `why`: part of a sentence about the plan. `approval`: the one that it needs, and that the run uses up. */
export type MayBegin =
  | { readonly mayBegin: true; readonly approval?: Approval }
  | { readonly mayBegin: false; readonly why: string };

export async function mayBegin(store: Store, beginning: Beginning, signal: AbortSignal): Promise<MayBegin> {
  const { head, task, plan, inForce } = beginning;
  if (plan.fleet !== task.fleet || plan.unit !== task.unit) return no('is the plan of another unit');
  if (makePlan(beginning.rules, plan.fleet, plan.unit, plan.changes, plan.retires)?.digest !== plan.digest)
    return no('has other steps than its changes ask for');
  const [why] = [...beginning.forbidden, ...(movesPodsAlone(beginning) ? [] : beginning.guarded)];
  if (why !== undefined) return no(`is of a fleet for which nothing may be written: ${why.message}`);
  const reading = await revisions.at(task.fleet, head.commit, 'head').look(store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  const own = envelopesOf(revision, task.unit);
  if (revision === undefined || own.length === 0) return no('is of a unit that the head does not have');
  const { kinds } = beginning.rules;
  const takesOver = plan.changes.some(
    ({ kind, ref }) => kind === 'adopt' && kinds.of(ref.kind).existing !== 'some-fields',
  );
  if (takesOver && !inForce.policy.takeover)
    return no('takes over what is not ours, which the policy in force does not allow');
  const early = await takesTooEarly(store, beginning, signal);
  if (early !== undefined) return no(early);
  const records = await loadApplied(store, task.fleet, signal);
  const planned = own.find(({ plan: one, desired }) => one === task.plan && desired === task.desired);
  return planned === undefined
    ? asRepair(store, beginning, own, records, signal)
    : asPlanned(store, beginning, revision, planned, records, signal);
}

async function asPlanned(
  store: Store,
  beginning: Beginning,
  revision: Revision,
  envelope: PlanEnvelope,
  records: UnitRecords,
  signal: AbortSignal,
): Promise<MayBegin> {
  const { rules, plan, inForce, observed } = beginning;
  const { kinds } = rules;
  const applied = records.applied.get(plan.unit);
  const { fleet, commit } = beginning.head;
  const newest = (await loadPins(store, plan.fleet, signal)).get(plan.unit);
  if (envelope.rolledBack === undefined && newest !== undefined && newest.pin.commit === commit)
    return no('goes forward, and the unit is rolled back');
  const pin = envelope.rolledBack === undefined ? undefined : newest;
  const changes = asItStands(kinds, plan.changes, observed);
  const isRollback =
    pin !== undefined &&
    leadsBack({ rules, fleet, changes, towards: envelope.desired, good: pin.desired, applied, observed });
  const isGateless = isRollback && isByItself(pin.pin);
  const others = await otherChanges(store, revision, plan, signal);
  const all = others && asItStands(kinds, [...plan.changes, ...others], observed);
  const serves = servingTest(kinds, observed, records.applied.values());
  const standing = Object.values(applied?.resources ?? {});
  const moving = { fleet, changes, standing, serves, maxLossPercent: inForce.policy.maxCapacityLoss };
  const looked = isGateless ? [] : await beginning.looks.gates(moving, lookInto(beginning.clusters, signal));
  const ofRevision = revisionGates({
    kinds,
    changes: all,
    sources: revision.sources,
    maxDeletes: inForce.policy.maxDeletes,
    serves,
  });
  const gates: readonly Pick<Gate, 'code' | 'isFinal'>[] = [
    ...envelope.gates,
    ...(isGateless
      ? []
      : rules.gates(changes, {
          observed,
          applied,
          fleetwide: await fleetwide(store, beginning, revision, records, signal),
        })),
    ...ofRevision(changes, isRollback),
    ...looked,
    ...(takesUnrecorded(changes, applied, []) ? [{ code: 'unrecorded' as const }] : []),
  ];
  const approval = opening(await standingApproval(store, plan.fleet, plan, applied, signal), gates);
  const rolledBack = pin === undefined ? undefined : asRollback(pin.pin, isRollback);
  const back = rolledBack === undefined ? {} : { rolledBack };
  const release = releaseOf(inForce.policy.apply, { gates, ...back }, approval !== undefined);
  if (release === 'released') return { mayBegin: true, ...(approval === undefined ? {} : { approval }) };
  const codes = [...new Set(gates.map(({ code }) => code))].join(', ');
  if (codes !== '') return no(`is not released (${codes})`);
  return no(
    rolledBack === undefined
      ? `is not released (policy.apply: ${inForce.policy.apply})`
      : 'is a rollback that nobody has approved',
  );
}

/**
 * As the release bucket has it. What does not lead back is none of a run's own, and begins by no word but an approval.
 */
function asRollback(pin: Pin, leads: boolean): RolledBack | undefined {
  const { now, ...back } = rolledBackBy(pin);
  if (leads) return now === undefined ? back : { ...back, now };
  return isByItself(pin) ? undefined : back;
}

/**
 * What the whole fleet has, by the facts that the head was planned with and what stands now: what belongs to all of it
 * asks for that.
 */
async function fleetwide(
  store: Store,
  { head: { fleet }, plan, observed }: Beginning,
  revision: Revision,
  { applied, damaged }: UnitRecords,
  signal: AbortSignal,
): Promise<Fleetwide | undefined> {
  if (plan.unit !== FLEET_UNIT) return undefined;
  const reading = await factsByDigest.at(fleet.name, revision.facts).look(store, signal);
  const facts = 'found' in reading ? reading.found?.value : undefined;
  if (facts === undefined) return undefined;
  const inFlight = (await loadInFlight(store, fleet.name, signal)).map(({ desired }) => desired);
  const unrecorded = unrecordedUnits(fleet.name, observed, applied, new Set(inFlight.map(({ unit }) => unit)));
  return { fleet, facts, applied, lost: [...damaged.keys(), ...unrecorded], inFlight };
}

/** Documents that are read at once. */
const READS = 16;

/** Of all other plans; undefined when one of them is missing or damaged. */
async function otherChanges(
  store: Store,
  { fleet, units }: Revision,
  own: Plan,
  signal: AbortSignal,
): Promise<readonly Change[] | undefined> {
  const limit = pLimit(READS);
  const digests = units.flatMap(({ plan }) => (plan === null || plan === own.digest ? [] : [plan]));
  const found = (await Promise.all(digests.map((one) => limit(() => planAt(store, fleet, one, signal))))).flatMap(
    (plan) => plan ?? [],
  );
  return found.length < digests.length ? undefined : found.flatMap(({ changes }) => changes);
}

/**
 * A sweep's plan: every change makes a resource what the head's own desired state says, with what waits for an approval
 * held as it was applied, and none takes one away.
 */
async function asRepair(
  store: Store,
  { rules, task, plan, inForce, observed }: Beginning,
  own: readonly PlanEnvelope[],
  { applied }: UnitRecords,
  signal: AbortSignal,
): Promise<MayBegin> {
  if (inForce.policy.apply !== 'merge')
    return no('is no plan of the head, and the policy in force lets nothing be repaired');
  const drifted = plan.changes.filter(({ cause }) => cause === 'drift');
  if (inForce.policy.drift !== 'heal' && drifted.length > 0)
    return no('mends drift, which the policy in force leaves to people');
  const standing = applied.get(plan.unit);
  const open = await openRunsOf(store, task.fleet, plan.unit, signal);
  // What touches none of it may be put back beside it.
  const isOpen = (envelope: PlanEnvelope): boolean => open.some((run) => run.plan === envelope.plan);
  // Pods move whatever waits: of what stands, endpoints are kept.
  const keepsUp =
    standing?.result === 'succeeded' && task.desired === standing.desired && movesPodsAlone({ rules, plan });
  if (!keepsUp && own.some((envelope) => task.desired !== wantedNow(envelope)))
    return no('works towards something else than the head asks for');
  if (
    !keepsUp &&
    own.some((envelope) => !awaitsGates(envelope) && !isOpen(envelope) && !isReached(envelope, standing, open))
  )
    return no('is no plan of the head, which waits for its own to be carried out');
  const reading = await desiredAt(task.fleet, task.desired).look(store, signal);
  const desired = 'found' in reading ? reading.found?.value : undefined;
  if (desired === undefined) return no('works towards a state that is lost or damaged');
  // What stands until it is retired is no more than kept up with its pods.
  const asApplied = { ...desired, resources: Object.values(standing?.resources ?? {}) };
  const keepsAsIs = (change: Change): boolean => isEndpointsOnly(rules.kinds, change) && makesAs(change, asApplied);
  if (!plan.changes.every((change) => makesAs(change, desired) || keepsAsIs(change)))
    return no('makes something else than the head asks for');
  // Only what the sweep has noted of this very run is believed to be seen twice.
  const { value: memory } = await sightingsOf({ store }, plan.fleet, plan.unit, signal);
  if (!drifted.every(({ key }) => memory?.healed[key]?.some(({ runId }) => runId === task.runId) === true))
    return no('mends drift that no sweep has seen twice');
  const gates = rules
    .gates(asItStands(rules.kinds, plan.changes, observed), { observed, applied: standing })
    .map(({ code }) => code);
  return gates.length === 0 ? { mayBegin: true } : no(`is a repair with a gate (${gates.join(', ')})`);
}

function movesPodsAlone({ rules, plan }: Pick<Beginning, 'rules' | 'plan'>): boolean {
  return plan.changes.every((change) => isEndpointsOnly(rules.kinds, change));
}

function no(why: string): MayBegin {
  return { mayBegin: false, why };
}
