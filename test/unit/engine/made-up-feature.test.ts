// A made-up feature that the test hands in goes all the way: from a file of Git it is compiled, planned, carried out,
// healed, gated, released by a person's word, and reported. A cluster kind needs a kind of Compute, which serves, has
// endpoints, and is watched.
import { beforeEach, expect, test } from 'vitest';
import { keepCommitRecord } from '../../../lib/app/records/commit-record.ts';
import { planFleet } from '../../../lib/app/planning/plan-fleet.ts';
import { report } from '../../../lib/app/reporting/index.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import type { ReporterWorld } from '../../../lib/app/world.ts';
import type { Compiler } from '../../../lib/compile/index.ts';
import { textAt } from '../../../lib/core/index.ts';
import { type Health, looksOf, runsOf } from '../../../lib/live/index.ts';
import { isOfKind, manifestKinds } from '../../../lib/manifest/index.ts';
import {
  type ComputeKindDefinition,
  kindsOf,
  objectKey,
  ownershipMark,
  refInCluster,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import { codesOf, type FeatureRules, rulesOf, step } from '../../../lib/plan/index.ts';
import type { ReportPart } from '../../../lib/report/index.ts';
import { approvals, appliedStates, drifts, heads, plans } from '../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { createMemoryRepository } from '../../fakes/memory-repository.ts';
import { createBareRig, headOf, NEVER, REPOSITORY, type Rig } from '../app/bare-rig.ts';
import { EU, FLEET, PROJECT, UNIT } from '../fleet-of-two.ts';
import { inCluster, manifest, NAME, router, widget } from './made-up.ts';

/** A router that serves: what leads to it is watched. */
const road: ComputeKindDefinition = {
  ...router,
  id: 'road',
  isRoot: true,
  impact: { ...router.impact, change: 'none' },
};
const kinds = kindsOf([road, widget]);
const ROAD = refInProject(road, PROJECT, NAME);
const WIDGET = refInCluster(widget, EU, 'one', UNIT);

/** Each widget gets a road of its own, which stands before it. */
const compiler: Compiler = ({ fleet, installation, manifests: { manifests } }) => {
  const own = manifests.filter((one) => isOfKind(manifest, one));
  const resources = own.map((one) => {
    const owners = [objectKey(one)];
    const base = { maker: 'rangelight', owners } as const;
    const description = ownershipMark({ installation, fleet: fleet.name }, one.namespace);
    const asn = Number(textAt(one.body, 'spec', 'asn'));
    return [
      { ...base, ref: ROAD, body: { name: ROAD.name, description, network: 'n', asn }, dependsOn: [] },
      { ...base, ref: WIDGET, body: inCluster({ spec: { road: ROAD.name } }), dependsOn: [refKey(ROAD)] },
    ];
  });
  const units = new Map(own.map(({ namespace }, at) => [namespace, resources[at] ?? []]));
  return { resources: units, held: new Set(), secrets: [], diagnostics: [] };
};

/** Its own code, with its own words. */
const codes = codesOf([
  { gates: { 'road-closed': { rank: 5, words: 'closes a road', doc: 'Whoever is on it stops.', next: 'Keep it.' } } },
]);

const rules: FeatureRules = {
  kinds: {
    road: {
      serves: true,
      watch: ({ key }) => [[key, key]],
      stand: ({ key }, { needs }) => {
        const gate = step('expand', { type: 'await-health', key, from: [key] }, needs);
        return [gate, step('expand', { type: 'apply', key, stage: 'final' }, [gate.id])];
      },
    },
  },
  gates: (changes) =>
    changes.flatMap(({ key, kind, owners }) =>
      kind === 'delete' && key === refKey(ROAD)
        ? [{ code: 'road-closed', message: `would close ${ROAD.name}`, key, owners, path: [] }]
        : [],
    ),
};

let healthy: number;
const health: Health = {
  entrance: 'signpost',
  of: async () => ({ healthy: { 'europe-west1': healthy }, isKnown: true }),
  isReached: async () => true,
  behind: async () => undefined,
  fill: async () => undefined,
};

const part: ReportPart = {
  planned: (_revision, shown) => ({
    headline: () => ['a road'],
    after: () => `Roads: ${shown.flatMap(({ changes }) => changes).length} changes.`,
  }),
  made: (plan) =>
    plan.changes.map(({ ref }) => ({ what: 'road', of: ref.name, value: '', line: [ref.name, ' is open'] })),
};

let rig: Rig;
beforeEach(() => {
  healthy = 2;
  rig = createBareRig({
    features: { kinds: manifestKinds([manifest], {}), compilers: [compiler] },
    rules: rulesOf(kinds, [rules]),
    looks: looksOf([]),
    runs: runsOf(kinds, [{ kinds: { road: { health } } }]),
  });
});

const FILE = (asn: string) => `apiVersion: acme.example/v1
kind: Widget
metadata: {name: one, namespace: ${UNIT}}
spec: {asn: "${asn}"}
`;

/** Takes a commit as head and plans it. @returns what is released of it. */
async function push(seq: number, files: Readonly<Record<string, string>>) {
  const [fleet, commit] = [rig.fleet({ drift: 'heal' }), `c${seq}`];
  await rig.put(heads.at(FLEET), headOf(fleet, seq, commit));
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const occasion = { type: 'head', repository: REPOSITORY, commit } as const;
  const revision = await planFleet(
    rig.world,
    { name: FLEET, fleet, diagnostics: [], files: tree, occasion, seq, inForce: fleet },
    NEVER,
  );
  return { revision, tasks: rig.publisher.takeTasks().flatMap((task) => (task.type === 'run' ? [task] : [])) };
}

async function carryOut(seq: number, files: Readonly<Record<string, string>>): Promise<void> {
  const { revision, tasks } = await push(seq, files);
  expect(revision).toMatchObject({ verdict: 'ready', diagnostics: [] });
  const [task] = tasks;
  expect(task && (await rig.runToEnd(task))).toBe('finished');
}

async function reported(commit: string) {
  const host = createMemoryCodeHost();
  const occasion = { type: 'head', repository: REPOSITORY, commit } as const;
  await keepCommitRecord(rig.store, { occasion, fleets: [FLEET], diagnostics: [] }, NEVER);
  const { clock, log, store, publisher } = rig.world;
  const world: ReporterWorld = {
    kinds,
    codes,
    parts: [part],
    clock,
    log,
    store,
    publisher,
    host,
    name: REPOSITORY,
    branch: 'main',
    conversations: createMemoryConversations(),
    history: createMemoryRepository(),
    isSigned: async () => false,
  };
  const worlds = { ...world, home: world, at: () => world, redeliverFailed: async () => [] };
  await report(worlds, { type: 'revision', repository: REPOSITORY, commit }, NEVER);
  return host;
}

test('it is planned from a file of Git, and applied in the order of its needs', async () => {
  await carryOut(1, { 'widget.yaml': FILE('64512') });
  expect(rig.compute.mutations.map(({ type, key }) => `${type} ${key}`)).toEqual([`insert ${refKey(ROAD)}`]);
  expect(rig.clusters.mutations).toEqual([`apply ${refKey(WIDGET)}`]);
  expect((await push(2, { 'widget.yaml': FILE('64512') })).revision.verdict).toBe('nothing-to-do');
});

test('its change is watched by the health that it tells, and goes back when that falls', async () => {
  await carryOut(1, { 'widget.yaml': FILE('64512') });
  const { revision, tasks } = await push(2, { 'widget.yaml': FILE('65000') });
  const plan = await rig.value(plans.at(FLEET, revision.units.find(({ unit }) => unit === UNIT)?.plan ?? ''));
  expect(plan?.steps.map(({ action }) => action.type)).toEqual(['await-health', 'baseline', 'apply', 'settle', 'bake']);
  const [task] = tasks;
  if (task === undefined) throw new TypeError('the change is released');
  const turn = await rig.run(task);
  expect(turn).toBe('waiting');
  expect(rig.compute.body(refKey(ROAD))).toMatchObject({ asn: 65_000 });
  healthy = 0;
  await rig.runToEnd(task);
  expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).not.toBe('succeeded');
});

test('what somebody changes by hand is seen and put back', async () => {
  await carryOut(1, { 'widget.yaml': FILE('64512') });
  rig.compute.put(ROAD, { ...rig.compute.body(refKey(ROAD)), asn: 7 });
  await sweep(rig.world, NEVER);
  expect((await rig.value(drifts.at(FLEET, UNIT)))?.changes.map(({ key }) => key)).toEqual([refKey(ROAD)]);
  rig.clock.advance(180_000);
  await sweep(rig.world, NEVER);
  const [task] = rig.publisher.takeTasks();
  expect(task?.type === 'run' && (await rig.runToEnd(task))).toBe('finished');
  expect(rig.compute.body(refKey(ROAD))?.['asn']).toBe(64_512);
});

test('its gate holds its plan until a person opens exactly that', async () => {
  await carryOut(1, { 'widget.yaml': FILE('64512') });
  const { revision, tasks } = await push(2, {});
  expect([revision.verdict, tasks]).toEqual(['needs-approval', []]);
  expect((await reported('c2')).check('c2', 'rangelight/plan')?.title).toContain('needs approval: closes a road');
  const plan =
    revision.units.find(({ gates }) => gates.some(({ message }) => message.includes('would close')))?.plan ?? '';
  const opens = revision.units.flatMap(({ gates }) => gates.map(({ code }) => code));
  await rig.put(approvals.at(FLEET, plan), {
    unit: UNIT,
    plan,
    by: 'ann',
    reason: 'seen',
    opens: [...new Set(opens)],
    at: 5,
  });
  const [task] = (await push(3, {})).tasks;
  expect(task && (await rig.runToEnd(task))).toBe('finished');
  expect([rig.compute.body(refKey(ROAD)), rig.clusters.body(refKey(WIDGET))]).toEqual([undefined, undefined]);
});

test('it is reported in its own words, before the run and after it', async () => {
  const { tasks } = await push(1, { 'widget.yaml': FILE('64512') });
  const before = await reported('c1');
  expect(before.check('c1', 'rangelight/plan')).toMatchObject({
    title: '+2 ~0 −0 · a road · no traffic impact',
    summary: expect.stringContaining('Roads: 2 changes.'),
  });
  const [task] = tasks;
  expect(task && (await rig.runToEnd(task))).toBe('finished');
  const after = await reported('c1');
  expect(after.check('c1', `rangelight/apply (${FLEET})`)?.title).toContain(`${ROAD.name} is open`);
});
