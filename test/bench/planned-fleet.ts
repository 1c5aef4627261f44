// A fleet of so many load balancers, spread over so many namespaces, each of one MultiClusterIngress with one
// MultiClusterService: compiled and planned as the planner does, without its reading.
import { FEATURES } from '../../functions/wiring/features.ts';
import { compileFleet, type CompiledFleet } from '../../lib/app/planning/compile-fleet.ts';
import { type Planned, planUnits } from '../../lib/app/planning/plan-units.ts';
import { digestOf } from '../../lib/core/index.ts';
import { type Facts, type Fleet, readFleet } from '../../lib/fleet/index.ts';
import { type AppliedState, type DesiredState, type ObservedState, refKey } from '../../lib/model/index.ts';
import type { Plan, Revision } from '../../lib/plan/index.ts';
import { EU, treeOf, US } from '../proof/harness/trees.ts';
import { RULES } from '../../functions/wiring/rules.ts';

const COMMIT = 'c'.repeat(40);
const SEEN_AT: ObservedState = { resources: new Map(), unknown: [] };

export interface Size {
  readonly balancers: number;
  readonly namespaces: number;
}

/** @param port of every service: another one rebuilds them all. */
export function treeFor({ balancers, namespaces }: Size, port = 8080): ReadonlyMap<string, Uint8Array> {
  const all = Array.from({ length: balancers }, (_, index) => ({
    namespace: `ns-${index % namespaces}`,
    name: `lb-${String(index).padStart(4, '0')}`,
  }));
  const tree = treeOf({
    clusters: [US, EU],
    services: all.map((one) => ({ ...one, port })),
    ingresses: all.map((one) => ({
      ...one,
      backend: one.name,
      hosts: { [`${one.name}.example.com`]: one.name },
      port,
    })),
  });
  const encoder = new TextEncoder();
  return new Map(Object.entries(tree).map(([path, text]) => [path, encoder.encode(text)]));
}

export function fleetOf(tree: ReadonlyMap<string, Uint8Array>): Fleet {
  const { fleet } = readFleet('rangelight.yaml', tree.get('rangelight.yaml') ?? new Uint8Array());
  if (fleet === undefined) throw new RangeError('the fleet file is no fleet');
  return fleet;
}

export function factsOf(fleet: Fleet, { namespaces }: Size): Facts {
  const names = Array.from({ length: namespaces }, (_, index) => `ns-${index}`).sort();
  const clusters = fleet.clusters.map(({ link }) => {
    const [region = ''] = link.split('/');
    const zones = ['a', 'b', 'c'].map((zone) => `${region}-${zone}`);
    return [link, { state: 'fresh', uid: `uid of ${link}`, zones, nodeTags: ['nodes'], namespaces: names }] as const;
  });
  return { fleet: fleet.name, clusters: Object.fromEntries(clusters), addresses: {} };
}

export function compiledOf(tree: ReadonlyMap<string, Uint8Array>, size: Size): CompiledFleet {
  const fleet = fleetOf(tree);
  return compileFleet(FEATURES, 'bench', fleet, tree, factsOf(fleet, size));
}

/** What stands when the whole of it was carried out. */
export interface Standing {
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly observed: ObservedState;
}

export const NOTHING_STANDS: Standing = { applied: new Map(), observed: SEEN_AT };

export function standingOf(states: readonly DesiredState[]): Standing {
  const resources = states.flatMap((state) => state.resources);
  const seen = resources.map((one) => {
    const address = one.ref.kind === 'address' ? { address: `ip of ${one.ref.name}` } : {};
    const body = { ...one.body, ...address, id: '1' };
    return [refKey(one.ref), { ref: one.ref, body, ours: one.maker !== 'gke' }] as const;
  });
  const applied = states.map(({ fleet, unit, resources: own }) => {
    const record: AppliedState = {
      fleet,
      unit,
      seq: 1,
      commit: COMMIT,
      desired: digestOf(own),
      runId: 'run-1',
      plan: digestOf(unit),
      result: 'succeeded',
      usedApprovals: {},
      resources: Object.fromEntries(own.map((one) => [refKey(one.ref), one])),
      addresses: {},
    };
    return [unit, record] as const;
  });
  return { applied: new Map(applied), observed: { resources: new Map(seen), unknown: [] } };
}

export function plannedOf(
  tree: ReadonlyMap<string, Uint8Array>,
  size: Size,
  { compiled, placeOf }: CompiledFleet,
  { applied, observed }: Standing,
): Planned {
  const fleet = fleetOf(tree);
  return planUnits({
    rules: RULES,
    fleet,
    policy: fleet.policy,
    compiled,
    facts: factsOf(fleet, size),
    applied,
    damaged: new Map(),
    unrecorded: new Set(),
    inFlight: [],
    standing: new Map(),
    observed,
    quotas: undefined,
    commit: COMMIT,
    pins: new Map(),
    approvals: new Map(),
    placeOf,
  });
}

export function revisionOf({ compiled }: CompiledFleet, { units, diagnostics }: Planned): Revision {
  return {
    fleet: 'prod',
    occasion: { type: 'pull-request', repository: 'acme/ingress', commit: COMMIT, number: 1, base: COMMIT },
    facts: '',
    verdict: 'ready',
    diagnostics,
    sources: compiled.sources,
    units: units.map(({ envelope }) => envelope),
  };
}

export function plansOf({ units }: Planned): ReadonlyMap<string, Plan> {
  return new Map(units.flatMap(({ plan }) => (plan === undefined ? [] : [[plan.digest, plan] as const])));
}
