// Each writer looks once more just before it writes: what somebody else has marked since the plan was made stays as it
// is (cases 54 and 68).
import { describe, expect, test } from 'vitest';
import { endpointChanges } from '../../../../../lib/app/sweeping/endpoint-changes.ts';
import { readCloud } from '../../../../../lib/app/cloud/read-cloud.ts';
import { applyInCluster } from '../../../../../lib/app/running/steps/apply-in-cluster.ts';
import { fillGroups } from '../../../../../lib/features/ingress/runs/fill-groups.ts';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { syncCompanion } from '../../../../../lib/app/running/steps/sync-companion.ts';
import { isJsonObject, type JsonObject } from '../../../../../lib/core/index.ts';
import { OWNER_ANNOTATION, ownershipMark, refKey, type ResourceRef } from '../../../../../lib/model/index.ts';
import { appliedStates } from '../../../../../lib/state/index.ts';
import {
  balancer,
  compute,
  desiredOf,
  EU,
  FLEET,
  MARK,
  OWNER,
  PROJECT,
  resource,
  UNIT,
  US,
} from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { FLEET as FLEET_FILE } from '../../../features/ingress/blue.ts';
import { createRig, NEVER, OPTIONS, type Rig } from '../../rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';

const OTHERS = [
  ['another installation', ownershipMark({ ...OWNER, installation: 'there' }, UNIT)],
  ['another fleet', ownershipMark({ ...OWNER, fleet: 'other' }, UNIT)],
  ['version 1', `rangelight/v1 fleet=${FLEET} unit=${UNIT}`],
] as const;

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const more = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] });
/** Another selector: the backend gets a second name, and what stood under the first one goes. */
const moved = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 });
const [service = ''] = one.keys.services;

const refOf = (key: string): ResourceRef => {
  const found = one.resources.find(({ ref }) => refKey(ref) === key);
  if (found === undefined) throw new TypeError(`there is no ${key}`);
  return found.ref;
};

/** Somebody else marks what stands, or what would be made, as theirs. */
function mark(rig: Rig, ref: ResourceRef, text: string): JsonObject {
  if ('project' in ref) {
    rig.compute.put(ref, { ...rig.compute.body(refKey(ref)), name: ref.name, description: text });
    return rig.compute.body(refKey(ref)) ?? {};
  }
  const before = rig.clusters.body(refKey(ref)) ?? {};
  const metadata = isJsonObject(before['metadata']) ? before['metadata'] : { name: ref.name, namespace: UNIT };
  const body = { ...before, metadata: { ...metadata, annotations: { [OWNER_ANNOTATION]: text } } };
  rig.clusters.put(ref, body);
  return body;
}

/** When the run has begun: the worker looks before that, too. @returns what was marked then. */
function onceBegun(rig: Rig, act: () => JsonObject): () => JsonObject | undefined {
  let done: JsonObject | undefined;
  rig.store.before = (call, key) => {
    if (call === 'write' && key.startsWith('runs/')) done ??= act();
  };
  return () => done;
}

const GROUP = computeRef('networkEndpointGroup', PROJECT, 'neg', 'europe-west1-a');
const BACKEND = computeRef('backendService', PROJECT, 'bs');
const SERVICE = resource(BACKEND, { backends: [{ group: refKey(GROUP) }] });
const SOURCE = { cluster: EU, namespace: UNIT, service: 'foo', port: '' };
const SLICE = {
  metadata: { name: 'foo-1', namespace: UNIT, labels: { 'kubernetes.io/service-name': 'foo' } },
  ports: [{ port: 8080 }],
  endpoints: [{ nodeName: 'node', zone: 'europe-west1-a', addresses: ['10.0.0.1'] }],
};

function contextOf({ compute, clusters, hub }: Rig): StepContext {
  return {
    kinds: KINDS,
    rules: RULES,
    runs: RUNS,
    ports: { compute, clusters, hub },
    fleet: FLEET_FILE,
    owner: OWNER,
    timings: OPTIONS.timings,
    now: 0,
    state: undefined,
    desired: async () => undefined,
    letsGo: async () => ({ isPlanned: false, isWaiting: false, held: 'somebody' }),
    healthAt: () => ({}),
    seen: () => undefined,
    giver: () => undefined,
    isMadeHere: () => false,
    requestId: (part) => part,
  };
}

const bodyIn = (rig: Rig, key: string) => rig.compute.body(key) ?? rig.clusters.body(key);
const resultIn = async (rig: Rig) => (await rig.value(appliedStates.at(FLEET, UNIT)))?.result;

// Case 68: planned before the other one made anything.
test.each([OTHERS[0], OTHERS[2]])('a run does not begin beside resources marked by %s', async (_whose, text) => {
  const rig = createRig();
  const task = await rig.head(1, desiredOf(one.resources));
  mark(rig, compute('urlMap', 'another'), text);
  expect(task && (await rig.runToEnd(task))).toBe('ignored');
  expect([...rig.compute.mutations, ...rig.clusters.mutations]).toEqual([]);
});

describe.each(OTHERS)('marked by %s', (_whose, text) => {
  test.each([
    ['a resource that would be made', one.keys.healthCheck],
    ['an object that would be made', service],
  ])('%s', async (_what, key) => {
    const rig = createRig();
    const task = await rig.head(1, desiredOf(one.resources));
    const theirs = onceBegun(rig, () => mark(rig, refOf(key), text));
    if (task !== undefined) await rig.runToEnd(task);
    expect(bodyIn(rig, key)).toEqual(theirs());
    expect(await resultIn(rig)).toBe('blocked');
    const messages =
      task && (await rig.journal(task)).flatMap((entry) => (entry.type === 'failed' ? [entry.failure.message] : []));
    expect(messages).toEqual([
      expect.stringMatching(/ exists and carries the mark of fleet \S+ of (no )?installation/),
    ]);
  });

  test.each([
    ['a resource that would be changed', one.keys.urlMap, more.resources],
    ['a resource that would be deleted', one.keys.healthCheck, moved.resources],
    ['an object that would be deleted', service, moved.resources],
  ] as const)('%s', async (_what, key, wanted) => {
    const rig = createRig();
    const first = await rig.head(1, desiredOf(one.resources));
    if (first !== undefined) await rig.runToEnd(first);
    const second = await rig.head(2, desiredOf(wanted));
    const theirs = onceBegun(rig, () => mark(rig, refOf(key), text));
    if (second !== undefined) await rig.runToEnd(second);
    expect(theirs()).toBeDefined();
    expect(bodyIn(rig, key)).toEqual(theirs());
  });

  test('an object that would be taken over', async () => {
    const rig = createRig();
    const ref = clusterRef('multiClusterService', EU, 'foobar', UNIT);
    const change = changeOf(ref, { kind: 'adopt', after: { metadata: { name: 'foobar' }, spec: { ours: true } } });
    const theirs = mark(rig, ref, text);
    await expect(applyInCluster(change, ref, contextOf(rig), NEVER)).rejects.toMatchObject({ code: 'denied' });
    expect(rig.clusters.body(refKey(ref))).toEqual(theirs);
    rig.clusters.put(ref, { metadata: { name: 'foobar' }, spec: { by: 'hand' } });
    await applyInCluster(change, ref, contextOf(rig), NEVER);
    expect(rig.clusters.body(refKey(ref))).toMatchObject({ spec: { ours: true } });
  });

  test('a group whose endpoints would be brought up to date', async () => {
    const rig = createRig();
    rig.clusters.seed(EU, 'endpointSlice', [SLICE]);
    mark(rig, GROUP, text);
    const change = changeOf(GROUP, { endpoints: SOURCE });
    const attached = () => rig.compute.mutations.filter(({ type }) => type === 'attach').length;
    await expect(syncCompanion(change, contextOf(rig), NEVER)).rejects.toMatchObject({ code: 'denied' });
    const desired = desiredOf([SERVICE, { ...resource(GROUP, {}), endpoints: SOURCE }]);
    const filling = { ...contextOf(rig), desired: async () => desired };
    expect(await fillGroups(BACKEND, filling, NEVER)).toContain('carries the mark of');
    expect(attached()).toBe(0);
    mark(rig, GROUP, MARK);
    await syncCompanion(change, contextOf(rig), NEVER);
    expect(attached()).toBe(1);
  });

  test('a group whose pods moved', async () => {
    const rig = createRig();
    rig.clusters.seed(EU, 'endpointSlice', [SLICE]);
    const wanted = [{ ...resource(GROUP, {}), endpoints: SOURCE }];
    const { ports } = contextOf(rig);
    const found = async (by: string) => {
      mark(rig, GROUP, by);
      const observed = await readCloud({ installation: OWNER.installation, kinds: KINDS }, rig.fleet(), ports, NEVER);
      return (await endpointChanges(RUNS, wanted, observed, ports, NEVER)).changes.length;
    };
    expect(await found(text)).toBe(0);
    expect(await found(MARK)).toBe(1);
  });
});
