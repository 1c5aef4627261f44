// Control planes that are told of each other: what is wanted in each cluster of the mesh, and what a person has to say
// before one is disconnected. That the rest of the ConfigMap stays is in test/unit/engine/mesh-walk.test.ts.
import { beforeEach, describe, expect, it, test } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { compile } from '../../../../lib/compile/index.ts';
import { controlPlanes } from '../../../../lib/features/mesh/looks/control-planes.ts';
import { diff } from '../../../../lib/diff/index.ts';
import {
  type AppliedState,
  type DesiredState,
  FLEET_UNIT,
  isClusterRef,
  type ObservedState,
  refKey,
} from '../../../../lib/model/index.ts';
import type { ControlPlane } from '../../../../lib/fleet/index.ts';
import { createMemoryFleetHub, type MemoryFleetHub } from '../../../fakes/memory-fleet-hub.ts';
import { EAST, filesOf, SOUTH, type Story, WHOLE } from './story.ts';

const ABOUT_DISCOVERY = ['mesh-not-installed', 'mesh-control-plane', 'mesh-secrets-unread'];

/**
 * What the mesh of a story wants in clusters, and what is found of it. @param without clusters that have no namespace.
 */
function wanted(mesh: string, without: readonly string[] = [], controlPlanes?: Readonly<Record<string, ControlPlane>>) {
  const story: Story = { ...WHOLE, mesh };
  const given = { features: FEATURES, files: filesOf(story), fleet: undefined, facts: undefined };
  const { answer: input } = askDirectory(given, (_resources, _assumed, from) => from);
  if (input === undefined) throw new TypeError('the fleet file is no good');
  const clusters = Object.fromEntries(
    [SOUTH, EAST].map((link) => {
      const namespaces = ['default', ...(without.includes(link) ? [] : ['istio-system'])];
      return [link, { state: 'fresh', uid: link, zones: [], nodeTags: [], namespaces }] as const;
    }),
  );
  const facts = { ...input.facts, clusters, ...(controlPlanes && { controlPlanes }) };
  const { states, diagnostics } = compile(FEATURES.compilers, { ...input, facts });
  const state = states.find(({ unit }) => unit === FLEET_UNIT) ?? expect.unreachable('every fleet has a unit');
  const resources = state.resources.filter(({ ref }) => ref.kind === 'meshOptions');
  return { state: { ...state, resources }, found: diagnostics.filter(({ code }) => ABOUT_DISCOVERY.includes(code)) };
}

const clustersOf = ({ resources }: DesiredState) =>
  resources.flatMap(({ ref }) => (isClusterRef(ref) ? [ref.cluster] : [])).sort();

test.for(['{}', '{discovery: auto}', '{discovery: secrets}', '{discovery: none}'])('%s has nothing written', (mesh) => {
  expect(wanted(mesh).state.resources).toEqual([]);
});

it('wants one entry of one ConfigMap in each cluster of the mesh', () => {
  const { state, found } = wanted('{discovery: connected}');
  expect(clustersOf(state)).toEqual([SOUTH, EAST].sort());
  expect(found).toEqual([]);
  expect(state.resources[0]).toMatchObject({
    ref: { namespace: 'istio-system', name: 'asm-options' },
    body: { data: { multicluster_mode: 'connected' } },
  });
  expect(Object.keys(state.resources[0]?.body ?? {}).sort()).toEqual(['data', 'metadata']);
  expect(clustersOf(wanted(`{discovery: connected, clusters: {${EAST}: {}}}`).state)).toEqual([EAST]);
});

it('finds a cluster without a control plane at the line that asks for it, and connects the others', () => {
  const { state, found } = wanted('{discovery: connected}', [EAST]);
  expect(clustersOf(state)).toEqual([SOUTH]);
  expect(found).toMatchObject([{ severity: 'warning', source: { file: 'rangelight.yaml', line: 13 } }]);
  expect(found[0]?.message).toContain(EAST);
});

describe('where the fleet file leaves it open', () => {
  const ACTIVE = { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE' };

  it('connects what Google runs, and it alone', () => {
    const { state, found } = wanted('{}', [], { [EAST]: ACTIVE, [SOUTH]: { state: 'ACTIVE' } });
    expect(clustersOf(state)).toEqual([EAST]);
    expect(found).toEqual([]);
    expect(wanted('{}', [], {}).state.resources).toEqual([]);
  });

  it('tells of a control plane that is not active', () => {
    const { found } = wanted('{}', [], { [EAST]: { ...ACTIVE, state: 'PROVISIONING' } });
    expect(found).toMatchObject([{ code: 'mesh-control-plane', message: expect.stringContaining('PROVISIONING') }]);
  });

  it('tells once of one that has no namespace yet', () => {
    const { found } = wanted('{}', [EAST], { [EAST]: { ...ACTIVE, state: 'PROVISIONING' } });
    expect(found).toMatchObject([{ code: 'mesh-not-installed', message: expect.stringContaining('PROVISIONING') }]);
  });

  it('refuses remote secrets for a control plane that reads none', () => {
    const planes = { [EAST]: ACTIVE, [SOUTH]: { implementation: 'ISTIOD', state: 'ACTIVE' } };
    const { found } = wanted('{discovery: secrets}', [], planes);
    expect(found).toMatchObject([{ code: 'mesh-secrets-unread', severity: 'error' }]);
    expect(found[0]?.message).toContain(EAST);
    expect(wanted('{discovery: none}', [], planes).found).toEqual([]);
  });
});

describe('what the fleet says of control planes', () => {
  let hub: MemoryFleetHub;
  beforeEach(() => {
    hub = createMemoryFleetHub();
  });
  const { answer: fleet } = askDirectory(
    { features: FEATURES, files: filesOf(WHOLE), fleet: undefined, facts: undefined },
    (_resources, _assumed, input) => input?.fleet,
  );
  const of = (last?: object, features: object = { mesh: {} }) =>
    controlPlanes({ fleet: { ...fleet, features }, ports: { hub }, last } as never, new AbortController().signal);

  it('is kept by cluster, without what is no control plane', async () => {
    const management = { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE', details: [] };
    hub.states = {
      servicemesh: [
        { location: 'asia-south1', name: 'cluster-1', state: { servicemesh: { controlPlaneManagement: management } } },
        { location: 'asia-southeast1', name: 'cluster-2', state: { state: { code: 'OK' } } },
        { location: 'us-west1', name: 'others', state: { servicemesh: { controlPlaneManagement: management } } },
      ],
    };
    expect(await of()).toEqual({
      controlPlanes: { [SOUTH]: { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE' } },
    });
    expect(await of(undefined, {})).toEqual({});
  });

  it('stays as it was known while the fleet does not answer', async () => {
    hub.isDown = true;
    const known = { controlPlanes: { [EAST]: { state: 'ACTIVE' } } };
    expect(await of(known)).toEqual(known);
    expect(await of()).toEqual({});
  });
});

it('asks a person before a cluster is disconnected, and names it', () => {
  const { state } = wanted('{discovery: connected}');
  const observed: ObservedState = {
    resources: new Map(state.resources.map(({ ref, body }) => [refKey(ref), { ref, body, ours: true }])),
    unknown: [],
  };
  const applied = {
    unit: FLEET_UNIT,
    resources: Object.fromEntries(state.resources.map((one) => [refKey(one.ref), one])),
    addresses: {},
  } as unknown as AppliedState;
  const compared = (mesh: string) =>
    diff({
      kinds: RULES.kinds,
      desired: wanted(mesh).state,
      observed,
      applied,
      takeover: false,
      pendingCause: 'pending',
    });
  const gatesOf = (mesh: string) => RULES.gates(compared(mesh).changes, { observed, applied });
  expect(gatesOf('{discovery: connected}')).toEqual([]);
  const { changes } = compared(`{discovery: connected, clusters: {${EAST}: {}}}`);
  expect(changes).toMatchObject([{ kind: 'abandon', isReleased: true }]);
  const gates = gatesOf(`{discovery: connected, clusters: {${EAST}: {}}}`);
  expect(gates).toMatchObject([{ code: 'mesh-discovery-ends' }]);
  expect(gates[0]?.message).toContain(SOUTH);
});
