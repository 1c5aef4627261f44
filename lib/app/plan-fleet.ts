// Plans one fleet at one commit: facts, compile, observe, diff, plan; keeps the documents; sends the tasks and the report.
// May import: everything pure, ports.
import type { Compiled } from '../compile/index.ts';
import { compareDiagnostics, type Diagnostic, diagnostic, digestOf, hasErrors } from '../core/index.ts';
import type { Fleet, Policy } from '../fleet/index.ts';
import { runIdOf } from '../execute/index.ts';
import type { Revision, Withheld } from '../plan/index.ts';
import { loadApplied } from './applied.ts';
import { loadApprovals } from './approvals.ts';
import { checkSelectors } from './check-selectors.ts';
import { withReadyEndpoints } from './count-ready.ts';
import { createOnce } from './create-once.ts';
import { compileFleet } from './compile-fleet.ts';
import { recordFinished } from './finish-revision.ts';
import { guardAgainstHosted } from './guard.ts';
import { loadInFlight } from './in-flight.ts';
import { onlyInForce } from './in-force.ts';
import { noteSecrets } from './named-secrets.ts';
import { markOvertaken } from './overtaken.ts';
import { type Planned, planUnits, type UnitPlan } from './plan-units.ts';
import { loadPins, type Pinned, pinHolds, removePin } from './pins.ts';
import { policyInForce } from './policy.ts';
import { readCloud } from './read-cloud.ts';
import { isReleased } from './release.ts';
import { proposedFacts, refreshFacts } from './read-facts.ts';
import { readQuotas } from './read-quotas.ts';
import { loadStandingPlans } from './standing-plans.ts';
import { keys, purposeOf } from './state-keys.ts';
import { validateFleet } from './validate-directory.ts';
import type { FleetPorts, World } from './world.ts';

export interface FleetRevision {
  readonly name: string;
  readonly folder: string;
  /** Undefined when the fleet file cannot be used: the revision is blocked. */
  readonly fleet: Fleet | undefined;
  /** Of the fleet file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly commit: string;
  readonly origin: Revision['origin'];
  /** The fleet as the branch has it: all that a proposal may look at. */
  readonly inForce?: Fleet;
  /** The pull request that a merge group was made for. */
  readonly ofPull?: number;
  /** Why a proposal is not compared with anything. */
  readonly withheld?: Withheld;
}

export async function planFleet(world: World, input: FleetRevision, signal: AbortSignal): Promise<Revision> {
  const { fleet } = input;
  const renamed = fleet !== undefined && fleet.name !== input.name ? [renamedFleet(input.name, fleet)] : [];
  if (fleet === undefined || renamed.length > 0 || hasErrors(input.diagnostics)) {
    return conclude(world, input, blocked(input, [...input.diagnostics, ...renamed], ''), [], signal);
  }
  const policy = await policyInForce(world, input.inForce ?? fleet, signal);
  const judged: Fleet = { ...fleet, policy };
  if (input.withheld !== undefined) {
    await noteSecrets(world, fleet.name, input.origin, [], undefined, signal);
    return conclude(world, input, validated(input, judged, input.withheld), [], signal);
  }
  const isHead = input.origin.type === 'head';
  const ports = await portsFor(world, input, fleet, signal);
  const read = isHead ? refreshFacts : proposedFacts;
  const { facts, digest } = await read(fleet, ports, world.store, signal);
  const [observed, quotas] = await Promise.all([readCloud(fleet, ports, signal), readQuotas(fleet, ports, signal)]);
  const guard = guardAgainstHosted(fleet, facts, observed);
  if (guard.length > 0)
    return conclude(world, input, blocked(input, [...input.diagnostics, ...guard], digest), [], signal);
  const { compiled, secrets, placeOf } = compileFleet(judged, input.files, facts);
  await noteSecrets(world, fleet.name, input.origin, secrets, facts, signal);
  const applied = await loadApplied(world.store, fleet.name, signal);
  const inFlight = await loadInFlight(world.store, fleet.name, signal);
  const standing = await loadStandingPlans(world.store, fleet.name, input.origin, inFlight, applied, signal);
  const pins = await loadPins(world.store, fleet.name, signal);
  const approvals = await loadApprovals(world.store, fleet.name, signal);
  const planned = planUnits({
    fleet,
    policy,
    compiled,
    facts,
    applied,
    inFlight: inFlight.map(({ desired }) => desired),
    standing,
    observed,
    quotas,
    commit: input.commit,
    approvals,
    pins,
    placeOf,
  });
  const own = input.ofPull === undefined ? purposeOf(input.origin) : (`pull-${input.ofPull}` as const);
  const marked = await markOvertaken(world.store, planned.units, { fleet: fleet.name, policy, approvals, own }, signal);
  const [unmatched, units] = await Promise.all([
    checkSelectors(marked, ports.clusters, placeOf, signal),
    withReadyEndpoints(marked, ports.clusters, signal),
  ]);
  const found = [...input.diagnostics, ...compiled.diagnostics, ...planned.diagnostics, ...unmatched];
  const revision: Revision = {
    schema: 'rangelight/revision/v1',
    fleet: fleet.name,
    commit: input.commit,
    origin: input.origin,
    facts: digest,
    verdict: verdictOf(planned, policy),
    diagnostics: found.sort(compareDiagnostics),
    sources: compiled.sources,
    configClusters: { primary: fleet.primary, backup: fleet.backup },
    units: units.map((unit) => unit.envelope),
  };
  if (isHead) await letGo(world, input, pins, compiled, signal);
  await keepPlans(world, fleet, units, signal);
  await conclude(world, input, revision, units, signal);
  if (isHead) await release(world, fleet, policy, revision, units, signal);
  return revision;
}

/** A proposal looks with the branch's eyes, whatever its own fleet file names. */
async function portsFor(
  world: World,
  { origin, inForce }: FleetRevision,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<FleetPorts> {
  if (origin.type === 'head' || inForce === undefined) return world.open(fleet, signal);
  return onlyInForce(await world.open(inForce, signal), inForce);
}

/** What the files alone say. @param fleet with the policy in force. */
function validated(input: FleetRevision, fleet: Fleet, withheld: Withheld): Revision {
  const { diagnostics, sources } = validateFleet(fleet, input.files);
  return { ...blocked(input, [...input.diagnostics, ...diagnostics], ''), verdict: 'not-compared', withheld, sources };
}

export function verdictOf(planned: Planned, policy: Policy): Revision['verdict'] {
  const changing = planned.units.filter((unit) => unit.plan !== undefined);
  if (changing.length === 0) return 'nothing-to-do';
  if (policy.apply === 'never') return 'observe-only';
  return changing.every(({ envelope }) => isReleased(policy, envelope)) ? 'ready' : 'needs-approval';
}

/** Pins end when the branch asks for something else; that it asks for the same again is then a person's wish. */
async function letGo(
  world: World,
  { name, commit }: FleetRevision,
  pins: ReadonlyMap<string, Pinned>,
  { states }: Compiled,
  signal: AbortSignal,
): Promise<void> {
  for (const [unit, pinned] of pins) {
    const wanted = states.find((state) => state.unit === unit);
    if (pinHolds(pinned, commit, wanted === undefined ? '' : digestOf(wanted))) continue;
    await removePin(world.store, name, unit, signal);
  }
}

function blocked(input: FleetRevision, diagnostics: readonly Diagnostic[], facts: string): Revision {
  return {
    schema: 'rangelight/revision/v1',
    fleet: input.name,
    commit: input.commit,
    origin: input.origin,
    facts,
    verdict: 'blocked',
    diagnostics: [...diagnostics].sort(compareDiagnostics),
    sources: {},
    units: [],
  };
}

function renamedFleet(known: string, fleet: Fleet): Diagnostic {
  return diagnostic(
    'fleet-renamed',
    `this folder holds the fleet ${known}; the file now says ${fleet.name}`,
    fleet.source,
  );
}

/** Plans and desired states are named by their digests: one that is there already asks for the same work. */
async function keepPlans(world: World, fleet: Fleet, units: readonly UnitPlan[], signal: AbortSignal): Promise<void> {
  for (const { plan, desired, envelope } of units) {
    await createOnce(world.store, keys.desired(fleet.name, envelope.desired), desired, signal);
    if (plan !== undefined) await createOnce(world.store, keys.plan(fleet.name, plan.digest), plan, signal);
  }
}

/** Keeps the revision, then reports it: a comment that cannot be written never blocks the result. */
async function conclude(
  world: World,
  input: FleetRevision,
  revision: Revision,
  units: readonly UnitPlan[],
  signal: AbortSignal,
): Promise<Revision> {
  const { origin, commit } = input;
  const key = keys.revision(input.name, commit, purposeOf(origin));
  const stored = await world.store.read<Revision>(key, signal);
  await world.store.write(key, revision, stored?.generation ?? '0', signal);
  // A folder is bound by the branch, and not to a name that it may not have.
  if (origin.type === 'head' && !hasErrors(input.diagnostics))
    await createOnce(world.store, keys.folder(input.folder), { fleet: input.name }, signal);
  const pull = origin.type === 'pull-request' ? { pullRequest: origin.number } : {};
  await world.publisher.publishReport({ type: 'revision', commit, ...pull }, signal);
  world.log.info(
    {
      fleet: input.name,
      commit,
      verdict: revision.verdict,
      units: units.length,
      diagnostics: revision.diagnostics.length,
    },
    'a revision is planned',
  );
  return revision;
}

/** After the merge: one task per unit that has a change and needs nobody's approval. */
async function release(
  world: World,
  fleet: Fleet,
  policy: Policy,
  revision: Revision,
  units: readonly UnitPlan[],
  signal: AbortSignal,
): Promise<void> {
  if (revision.origin.type !== 'head') return;
  const { seq } = revision.origin;
  // Where nothing is ever applied, nothing would ever finish, and no later policy could come into force.
  const isRolledBack = units.some(({ envelope }) => envelope.rolledBack !== undefined);
  if ((revision.verdict === 'nothing-to-do' && !isRolledBack) || policy.apply === 'never')
    await recordFinished(world, { seq, commit: revision.commit, fleet }, signal);
  const applied = await loadApplied(world.store, fleet.name, signal);
  for (const { plan, envelope, isUnderWay } of units) {
    if (plan === undefined || isUnderWay || !isReleased(policy, envelope)) continue;
    const runId = runIdOf(seq, plan.digest, applied.get(envelope.unit)?.runId);
    const task = {
      fleet: fleet.name,
      unit: envelope.unit,
      seq,
      commit: revision.commit,
      plan: plan.digest,
      desired: envelope.desired,
      runId,
    };
    await world.publisher.publishTask(task, signal);
  }
}
