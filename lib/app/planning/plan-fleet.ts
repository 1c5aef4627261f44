// Plans one fleet at one commit: facts, compile, observe, diff, plan; keeps the documents; sends the tasks and the
// report.
import { compareDiagnostics, type Diagnostic, diagnostic, hasErrors } from '../../core/index.ts';
import { type Fleet, placeInFleet } from '../../fleet/index.ts';
import { isProposal, pullName, type Revision, type Withheld } from '../../plan/index.ts';
import { loadApplied } from '../records/applied.ts';
import { standingApprovals } from '../words/approvals.ts';
import { fleetEdits } from './fleet-edits.ts';
import { findSwap } from './config-parity.ts';
import { compileFleet } from './compile-fleet.ts';
import { guardAgainstHosted } from '../cloud/guard.ts';
import { outlookOfHead } from '../records/outlook-of-head.ts';
import { loadInFlight } from '../records/in-flight.ts';
import { onlyInForce } from './in-force.ts';
import { noteSecrets } from '../cloud/named-secrets.ts';
import { markOvertaken } from './overtaken.ts';
import { refusedEverywhere } from './not-known.ts';
import { planAgainst, verdictOf } from './plan-against.ts';
import { loadPins } from '../words/pins.ts';
import type { FleetRevision } from './fleet-revision.ts';
import { keepFacts, keepPlans, keepRevision, tell } from './keep-planned.ts';
import { keptByPeople } from './kept-by-people.ts';
import { plannedAgain } from './planned-again.ts';
import { guardAgainstOthers } from '../cloud/other-installations.ts';
import { policyInForce } from '../records/policy.ts';
import { readGround } from './plan-ground.ts';
import { adopt, release } from './release-tasks.ts';
import { revisionLine } from './revision-line.ts';
import { loadStandingPlans } from './standing-plans.ts';
import { standingRollbacks } from '../records/standing-rollbacks.ts';
import { markedUnits, unrecordedUnits } from '../records/unrecorded.ts';
import { leftToBranch, toldRollbacks } from './told-rollbacks.ts';
import { validateFleet } from './validate-fleet.ts';
import type { FleetPorts, PlanningWorld, World } from '../world.ts';

/** Plans a fleet, keeps and reports what was planned, and has it carried out where nothing holds it. */
export async function planFleet(world: PlanningWorld, input: FleetRevision, signal: AbortSignal): Promise<Revision> {
  const startedAt = world.clock.now();
  const revision = await planAndRelease(world, input, signal);
  const tookMs = world.clock.now() - startedAt;
  world.log.info({ fleet: input.name, ...revisionLine(revision), tookMs }, 'a revision is planned');
  return revision;
}

async function planAndRelease(world: PlanningWorld, input: FleetRevision, signal: AbortSignal): Promise<Revision> {
  const { fleet } = input;
  const renamed = fleet !== undefined && fleet.name !== input.name ? [renamedFleet(input.name, fleet)] : [];
  if (fleet === undefined || renamed.length > 0 || hasErrors(input.diagnostics)) {
    return conclude(world, input, blocked(input, [...input.diagnostics, ...renamed], ''), signal);
  }
  const { occasion } = input;
  if (input.withheld !== undefined) {
    const { policy } = await policyInForce(world.store, input.inForce ?? fleet, false, signal);
    await noteSecrets(world, fleet.name, occasion, [], undefined, signal);
    return conclude(world, input, validated(world, input, { ...fleet, policy }, input.withheld), signal);
  }
  const isHead = !isProposal(occasion);
  const opened = await portsFor(world, input, fleet, signal);
  const ports = input.early?.(fleet, opened) ?? opened;
  const { facts, digest, observed, quotas } = await readGround(world, fleet, ports, isHead, signal);
  // What carries the fleet's name may be the other installation's: nothing can be said of what changes.
  const others = guardAgainstOthers(world.kinds, fleet, world.installation, observed);
  if (others.length > 0) {
    await keepFacts(world, fleet, digest, facts, signal);
    return conclude(world, input, blocked(input, [...input.diagnostics, ...others], digest), signal);
  }
  const forbidden = [...guardAgainstHosted(fleet, facts, observed), ...refusedEverywhere(fleet, observed.unknown)];
  const standsAlready = markedUnits(fleet.name, observed).length > 0;
  const [inForce, { applied, damaged }, inFlight, pins] = await Promise.all([
    policyInForce(world.store, input.inForce ?? fleet, standsAlready, signal),
    loadApplied(world.store, fleet.name, signal),
    loadInFlight(world.store, fleet.name, signal),
    loadPins(world.store, fleet.name, signal),
    keepFacts(world, fleet, digest, facts, signal),
  ]);
  const { policy } = inForce;
  const compiled = compileFleet(world.features, world.installation, { ...fleet, policy }, input.files, facts);
  const [standing, approvals, again, kept] = await Promise.all([
    loadStandingPlans(world.store, fleet.name, input.seq, inFlight, applied, signal),
    standingApprovals(world.store, fleet.name, applied, signal),
    plannedAgain(world, input, applied.keys(), signal),
    keptByPeople(world, input, policy, applied, signal),
    noteSecrets(world, fleet.name, occasion, compiled.compiled.secrets, facts, signal),
  ]);
  const unrecorded = unrecordedUnits(
    fleet.name,
    observed,
    applied,
    new Set(inFlight.map(({ desired }) => desired.unit)),
  );
  const records = {
    applied,
    damaged,
    unrecorded,
    inFlight: inFlight.map(({ desired }) => desired),
    standing,
    again,
    kept,
    approvals,
    pins,
  };
  const before = isHead ? undefined : await outlookOfHead(world.store, fleet.name, signal);
  const against = {
    rules: world.rules,
    looks: world.looks,
    fleet,
    policy,
    commit: occasion.commit,
    compiled,
    facts,
    observed,
    quotas,
    records,
    ...(before === undefined ? {} : { before }),
  };
  const whole = await planAgainst(against, ports.clusters, signal);
  const planned = isHead ? whole : { ...whole, units: whole.units.map(leftToBranch) };
  const ofPull = occasion.type === 'pull-request' ? occasion.number : input.ofPull;
  const own = ofPull === undefined ? occasion.type : pullName(ofPull);
  const units = await markOvertaken(world.store, planned.units, { fleet: fleet.name, policy, approvals, own }, signal);
  const lost = inForce.isKnown ? [] : [policyUnknown(fleet)];
  const found = [
    ...input.diagnostics,
    ...forbidden,
    ...findSwap(world.kinds, fleet, input.inForce, observed),
    ...planned.diagnostics,
    ...lost,
    ...(isHead ? [] : toldRollbacks(await standingRollbacks(world.store, fleet.name, signal), fleet.name, units)),
  ];
  const revision: Revision = {
    fleet: fleet.name,
    occasion,
    ...(input.seq === undefined ? {} : { seq: input.seq }),
    facts: digest,
    ...(inForce.isKnown ? {} : { policyUnknown: true }),
    ...(policy.apply === 'manual' ? { manual: true } : {}),
    verdict: forbidden.length > 0 ? 'blocked' : verdictOf(planned, policy),
    diagnostics: found.sort(compareDiagnostics),
    sources: compiled.compiled.sources,
    ...fleetEdits(input.inForce, fleet),
    configClusters: { primary: fleet.primary, backup: fleet.backup },
    ...(planned.outlook === undefined ? {} : { outlook: planned.outlook }),
    units: units.map((unit) => unit.envelope),
  };
  await keepPlans(world, fleet, units, signal);
  await keepRevision(world, input, revision, signal);
  const { seq } = input;
  const isReleased = forbidden.length === 0 && seq !== undefined;
  await Promise.all([
    tell(world, input, signal),
    isReleased && release(world, fleet, inForce, { ...revision, seq }, units, input, signal),
  ]);
  if (forbidden.length === 0 && isHead) await adopt(world, fleet, units, unrecorded, signal);
  return revision;
}

/** A proposal looks with the branch's eyes, whatever its own fleet file names. */
async function portsFor(
  world: World,
  { occasion, inForce }: FleetRevision,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<FleetPorts> {
  if (!isProposal(occasion) || inForce === undefined) return world.open(fleet, signal);
  return onlyInForce(await world.open(inForce, signal), inForce);
}

/** What the files alone say. @param fleet with the policy in force. */
function validated({ features }: PlanningWorld, input: FleetRevision, fleet: Fleet, withheld: Withheld): Revision {
  const { diagnostics, sources } = validateFleet(features, fleet, input.files);
  return { ...blocked(input, [...input.diagnostics, ...diagnostics], ''), verdict: 'not-compared', withheld, sources };
}

function blocked(input: FleetRevision, diagnostics: readonly Diagnostic[], facts: string): Revision {
  return {
    fleet: input.name,
    occasion: input.occasion,
    ...(input.seq === undefined ? {} : { seq: input.seq }),
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
    fleet.nameSource,
  );
}

/** Keeps the revision, then reports it. */
async function conclude(
  world: World,
  input: FleetRevision,
  revision: Revision,
  signal: AbortSignal,
): Promise<Revision> {
  await keepRevision(world, input, revision, signal);
  await tell(world, input, signal);
  return revision;
}

function policyUnknown(fleet: Fleet): Diagnostic {
  const message =
    'the state does not say which policy is in force: nothing is applied until a person confirms that of the branch';
  return diagnostic(
    'policy-unknown',
    message,
    placeInFleet(fleet, ['policy']),
    'Read the policy of the fleet file, then say: /rangelight apply',
  );
}
