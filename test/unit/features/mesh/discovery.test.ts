// Control planes that are told of each other: what is wanted in each cluster of the mesh, and what a person has to say
// before one is disconnected. That the rest of the ConfigMap stays is in test/unit/engine/mesh-walk.test.ts.
import { expect, it, test } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { compile } from '../../../../lib/compile/index.ts';
import { diff } from '../../../../lib/diff/index.ts';
import {
  type AppliedState,
  type DesiredState,
  FLEET_UNIT,
  isClusterRef,
  type ObservedState,
  refKey,
} from '../../../../lib/model/index.ts';
import { EAST, filesOf, SOUTH, type Story, WHOLE } from './story.ts';

/**
 * What the mesh of a story wants in clusters, and what is found of it. @param without clusters that have no namespace.
 */
function wanted(mesh: string, without: readonly string[] = []) {
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
  const { states, diagnostics } = compile(FEATURES.compilers, { ...input, facts: { ...input.facts, clusters } });
  const state = states.find(({ unit }) => unit === FLEET_UNIT) ?? expect.unreachable('every fleet has a unit');
  const resources = state.resources.filter(({ ref }) => ref.kind === 'meshOptions');
  return { state: { ...state, resources }, found: diagnostics.filter(({ code }) => code === 'mesh-not-installed') };
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
