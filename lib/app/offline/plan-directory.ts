// What a tree would change in a live fleet: everything is read, nothing is written and nothing is remembered. There is
// no applied record here, so that every difference counts as pending.
import type { Compiled, Features } from '../../compile/index.ts';
import { compareDiagnostics, type Diagnostic, diagnostic, hasErrors, type Tree } from '../../core/index.ts';
import { factsDigest, type Fleet } from '../../fleet/index.ts';
import type { Looks, Runs } from '../../live/index.ts';
import { derivedMark, isOurs, type ObservedState, type Owner } from '../../model/index.ts';
import { observe } from '../../observe/index.ts';
import type { Occasion, Plan, Revision, Rules } from '../../plan/index.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';
import { type FleetRecords, planAgainst, verdictOf } from '../planning/plan-against.ts';
import { readFleetFile } from '../following/fleet-files.ts';
import { guardAgainstHosted } from '../cloud/guard.ts';
import { guardAgainstOthers } from '../cloud/other-installations.ts';
import { installationsIn } from './installations-in.ts';
import { readFacts, readParts } from '../cloud/index.ts';
import { withSecrets } from './with-secrets.ts';
import { readQuotas } from '../cloud/read-quotas.ts';
import type { FleetPorts } from '../world.ts';

export interface PlannedDirectory {
  readonly revision: Revision;
  /** By digest. */
  readonly plans: ReadonlyMap<string, Plan>;
}

/** A directory is no commit: this stands in its place. */
const NO_COMMIT = 'directory';
const NO_RECORDS: FleetRecords = {
  applied: new Map(),
  damaged: new Map(),
  unrecorded: new Set(),
  inFlight: [],
  standing: new Map(),
  pins: new Map(),
  approvals: new Map(),
};
const NO_OCCASION: Occasion = { type: 'head', repository: 'local/directory', commit: NO_COMMIT };

export interface PlanDirectory {
  /** Of the features that are built in. */
  readonly features: Features;
  readonly rules: Rules;
  readonly looks: Looks;
  /** What Secrets are used as, where the ports have them. */
  readonly runs: Pick<Runs, 'secret'>;
  readonly files: Tree;
  /** Needed when the tree has several. */
  readonly fleet: string | undefined;
  /** Whose resources are the fleet's own; default: those of the one installation whose marks name the fleet. */
  readonly installation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * @param open called once, with the fleet as its file says it; never for a file that cannot be used.
 * Fails with `not-found` or `invalid` when no single fleet is meant.
 */
export async function planDirectory(
  { features, rules, looks, runs, files, fleet: name, installation: given, now }: PlanDirectory,
  open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>,
  signal: AbortSignal,
): Promise<PlannedDirectory> {
  const { kinds } = rules;
  const { fleet, diagnostics } = readFleetFile(files, name);
  if (fleet === undefined || hasErrors(diagnostics)) return blocked(fleet?.name ?? '', diagnostics, '');
  const ports = await open(fleet, signal);
  const [read, readings, quotas] = await Promise.all([
    readFacts({ kinds, looks }, fleet, ports, undefined, now, signal),
    readParts(kinds, fleet, ports, signal),
    readQuotas(fleet, ports, signal),
  ]);
  const facts = await withSecrets({ features, runs, files, fleet, now }, read, ports, signal);
  const stop = (found: readonly Diagnostic[]): PlannedDirectory =>
    blocked(fleet.name, [...diagnostics, ...found], factsDigest(facts));
  const [installation = NO_INSTALLATION, ...more] =
    given === undefined ? installationsIn(kinds, fleet, readings) : [given];
  if (more.length > 0) return stop([severalInstallations(fleet, [installation, ...more])]);
  const owner = { installation, fleet: fleet.name };
  const observed = observe(kinds, owner, readings);
  const others = guardAgainstOthers(kinds, fleet, installation, observed);
  if (others.length > 0) return stop(others);
  const forbidden = guardAgainstHosted(fleet, facts, observed);
  const compiledFleet = compileFleet(features, installation, fleet, files, facts);
  const compiled = { ...compiledFleet, compiled: withoutHistory(owner, compiledFleet.compiled, observed) };
  const { policy } = fleet;
  const against = {
    rules,
    looks,
    fleet,
    policy,
    commit: NO_COMMIT,
    compiled,
    facts,
    observed,
    quotas,
    records: NO_RECORDS,
  };
  const planned = await planAgainst(against, ports.clusters, signal);
  const found = [...diagnostics, ...forbidden, ...planned.diagnostics];
  const revision: Revision = {
    fleet: fleet.name,
    occasion: NO_OCCASION,
    facts: factsDigest(facts),
    ...(policy.apply === 'manual' ? { manual: true } : {}),
    verdict: forbidden.length > 0 ? 'blocked' : verdictOf(planned, fleet.policy),
    diagnostics: found.sort(compareDiagnostics),
    sources: compiledFleet.compiled.sources,
    configClusters: { primary: fleet.primary, backup: fleet.backup },
    ...(planned.outlook === undefined ? {} : { outlook: planned.outlook }),
    units: planned.units.map((unit) => unit.envelope),
  };
  const plans = planned.units.flatMap(({ plan }) => (plan === undefined ? [] : [[plan.digest, plan] as const]));
  return { revision, plans: new Map(plans) };
}

function severalInstallations(fleet: Fleet, ids: readonly string[]): Diagnostic {
  const message = `several installations have a fleet ${fleet.name} here: ${ids.join(', ')}`;
  const hint = 'Say which of them the directory belongs to: --installation ID.';
  return diagnostic('fleet-of-another-installation', message, fleet.nameSource, hint);
}

/**
 * What the applied record would have told. Units that only the cloud still has are known by their marks; what objects
 * with an error own is not known, so that nothing may be taken away.
 */
function withoutHistory(owner: Owner, compiled: Compiled, observed: ObservedState): Compiled {
  const known = new Set(compiled.states.map((state) => state.unit));
  const ours = [...observed.resources.values()].filter(({ body }) => isOurs(body, owner));
  const left = [...new Set(ours.flatMap(({ body }) => derivedMark(body)?.unit ?? []))]
    .filter((unit) => !known.has(unit))
    .map((unit) => ({ fleet: owner.fleet, unit, resources: [] }));
  return {
    ...compiled,
    states: [...compiled.states, ...left].sort((a, b) => (a.unit < b.unit ? -1 : 1)),
    incomplete: compiled.incomplete || compiled.held.length > 0,
  };
}

function blocked(fleet: string, diagnostics: readonly Diagnostic[], facts: string): PlannedDirectory {
  const revision: Revision = {
    fleet,
    occasion: NO_OCCASION,
    facts,
    verdict: 'blocked',
    diagnostics: [...diagnostics].sort(compareDiagnostics),
    sources: {},
    units: [],
  };
  return { revision, plans: new Map() };
}
