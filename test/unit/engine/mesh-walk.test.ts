// The walk of a mesh, with made-up kinds over emulated API servers. A token is made in one cluster and awaited; a
// Secret in the other one is rendered of it by the worker, and no document holds what is in it; one field of somebody
// else's object is ours; a stub that another manager made its own is given up and stays.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { objectAt, RangelightError, textAt } from '../../../lib/core/index.ts';
import type { FeatureRuns } from '../../../lib/live/index.ts';
import {
  type ClusterKindDefinition,
  type DesiredResource,
  kindsOf,
  refInCluster,
  refKey,
} from '../../../lib/model/index.ts';
import { type FeatureRules, step } from '../../../lib/plan/index.ts';
import { appliedStates } from '../../../lib/state/index.ts';
import { NEVER } from '../app/bare-rig.ts';
import { EU, FLEET, UNIT, US } from '../fleet-of-two.ts';
import { emulatedClusters, type EmulatedClusters } from './emulated-clusters.ts';
import { inCluster, madeOf, widget } from './made-up.ts';
import { createWalk, type Walk } from './walk.ts';

const WITNESS = 'acme.example/token';
const core = { group: '', versions: ['v1'], scope: 'namespaced' } as const;
const base = { ...widget, observed: { where: 'members', which: 'marked' } } as const;

/** What it holds is never read; it gives its uid, which tells nothing of it. */
const secret: ClusterKindDefinition = {
  ...base,
  id: 'secret',
  title: 'Secret',
  api: { ...core, kind: 'Secret', plural: 'secrets' },
  observed: { where: 'members', which: 'marked', as: 'metadata' },
  gives: 'metadata.uid',
  fields: { 'metadata.annotations': { policy: 'in-place', open: true, given: true } },
};
/** Somebody else's: one entry is ours. */
const options: ClusterKindDefinition = {
  ...base,
  id: 'options',
  title: 'options of the mesh',
  api: { ...core, kind: 'ConfigMap', plural: 'configmaps' },
  observed: { where: 'members', which: { namespace: UNIT, name: 'asm-options' } },
  existing: 'some-fields',
  fields: { data: { policy: 'in-place', open: true } },
};
const stub: ClusterKindDefinition = {
  ...base,
  id: 'stub',
  title: 'stub Service',
  api: { ...core, kind: 'Service', plural: 'services' },
  observed: { where: 'members', which: 'all' },
  fields: { 'spec.ports': { policy: 'in-place' } },
};
const kinds = kindsOf([secret, options, stub]);

const TOKEN = refInCluster(secret, EU, 'reader', UNIT);
const REMOTE = refInCluster(secret, US, 'remote-eu', UNIT);
const OPTIONS_OF_EU = refInCluster(options, EU, 'asm-options', UNIT);
const STUB = refInCluster(stub, US, 'called', UNIT);

const withMark = (name: string, body: object, annotations: object = {}) => {
  const { metadata } = inCluster({});
  const own = objectAt(metadata ?? null);
  return { metadata: { ...own, name, annotations: { ...objectAt(own, 'annotations'), ...annotations } }, ...body };
};
const token = madeOf(TOKEN, withMark('reader', {}));
/** Its private part is rendered of the token; what it was rendered of is said by the uid that the token gives. */
const remote: DesiredResource = {
  ...madeOf(REMOTE, withMark('remote-eu', { type: 'Opaque' }, { [WITNESS]: refKey(TOKEN) }), [TOKEN]),
  secret: { clusters: [EU], namespace: UNIT, name: 'reader', use: 'kubeconfig' },
};
const ours = madeOf(OPTIONS_OF_EU, withMark('asm-options', { data: { multicluster: 'connected' } }));
const placed = madeOf(STUB, withMark('called', { spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] } }));

/** A token is one only when it is issued. */
const rules: FeatureRules = {
  kinds: {
    secret: {
      stand: ({ key }, { needs }) => {
        const made = step('expand', { type: 'apply', key, stage: 'final' }, needs);
        return key === refKey(TOKEN) ? [made, step('expand', { type: 'await', key }, [made.id])] : [made];
      },
    },
  },
};
const runs: FeatureRuns = {
  kinds: {
    secret: {
      lacks: async (_ref, { ports }, signal) =>
        (await ports.secrets?.read(EU, UNIT, TOKEN.name, signal))?.data.has('token') ? undefined : 'token',
    },
  },
  secrets: {
    kubeconfig: ({ data }) => {
      const issued = data.get('token');
      if (issued === undefined) return { facts: { state: 'unusable', problem: 'no-token', detail: 'has no token' } };
      const text = `token: ${new TextDecoder().decode(issued)}`;
      const facts = { state: 'usable', use: 'kubeconfig', fingerprint: 'of the token' } as const;
      return { facts, material: { stringData: { config: text } } };
    },
  },
};

let emulated: EmulatedClusters;
let walk: Walk;
/** `CLUSTER KIND` that the credential may not list. */
let forbidden: string | undefined;
beforeEach(async () => {
  forbidden = undefined;
  walk = await createWalk(kinds, { rules, runs }, async ({ clock }) => {
    emulated = await emulatedClusters(kinds, clock);
    const { clusters } = emulated;
    const list: typeof clusters.list = async (cluster, kind, ...rest) => {
      if (forbidden === `${cluster} ${kind}`) throw new RangelightError('denied', cluster, `403: no ${kind}`);
      return clusters.list(cluster, kind, ...rest);
    };
    return { ...emulated, clusters: { ...clusters, list } };
  });
});
afterEach(() => emulated[Symbol.asyncDispose]());

/** As the controller of tokens in the cluster does. */
const issue = (value: string) =>
  emulated.apply(TOKEN, 'token-controller', { kind: 'Secret', stringData: { token: value } });

test('a Secret is rendered of one in another cluster, when that is issued, and rendered again of another one', async () => {
  const { task } = await walk.push(1, [token, remote]);
  expect(await walk.run(task)).toBe('waiting');
  expect(await emulated.body(REMOTE)).toBeUndefined();
  await issue('hush-hush');
  walk.rig.clock.advance(60_000);
  expect(await walk.run(task)).toBe('finished');
  const made = await emulated.body(REMOTE);
  const config = (body: typeof made): string => Buffer.from(textAt(body, 'data', 'config') ?? '', 'base64').toString();
  expect(config(made)).toBe('token: hush-hush');
  const first = textAt(await emulated.body(TOKEN), 'metadata', 'uid');
  expect(textAt(made, 'metadata', 'annotations', WITNESS)).toBe(first);
  expect((await walk.push(2, [token, remote])).revision.verdict).toBe('nothing-to-do');

  // Somebody deletes the token: another one is issued, and what was rendered of the old one follows.
  const [there] = await emulated.clusters.list(EU, 'secret', {}, NEVER);
  if (there === undefined) throw new TypeError('the token stands');
  await emulated.clusters.remove(there, NEVER);
  const again = await walk.push(3, [token, remote]);
  expect(again.plan?.changes.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
    `create ${refKey(TOKEN)}`,
    `update ${refKey(REMOTE)}`,
  ]);
  await walk.run(again.task);
  await issue('another');
  walk.rig.clock.advance(60_000);
  expect(await walk.run(again.task)).toBe('finished');
  expect(config(await emulated.body(REMOTE))).toBe('token: another');
  expect(textAt(await emulated.body(REMOTE), 'metadata', 'annotations', WITNESS)).not.toBe(first);

  // Nothing that we keep has it, and nobody but the door for Secrets asked for more than metadata.
  const kept = JSON.stringify(walk.rig.store.contents());
  for (const secretText of ['hush-hush', 'another']) expect(kept).not.toContain(secretText);
  const lists = emulated.asked.filter((line) => line.includes('/api/v1/secrets'));
  expect(lists.length).toBeGreaterThan(0);
  for (const line of lists) expect(line).toContain('as=PartialObjectMetadataList');
});

test('one field of somebody else’s object is ours, and goes alone', async () => {
  const theirs = { kind: 'ConfigMap', data: { logging: 'all' } };
  await emulated.apply(OPTIONS_OF_EU, 'mesh-operator', theirs);
  await walk.carryOut(1, [ours]);
  expect(objectAt((await emulated.body(OPTIONS_OF_EU)) ?? null, 'data')).toEqual({
    logging: 'all',
    multicluster: 'connected',
  });
  const plan = await walk.carryOut(3, []);
  expect(plan?.changes).toMatchObject([{ kind: 'abandon', isReleased: true, key: refKey(OPTIONS_OF_EU) }]);
  const left = await emulated.body(OPTIONS_OF_EU);
  expect(left?.['data']).toEqual({ logging: 'all' });
  expect(textAt(left, 'metadata', 'annotations', 'rangelight.dev/owner')).toBeUndefined();
});

test('a field that another manager holds is not taken from it, and the manager is named', async () => {
  const set = (mode: string) =>
    emulated.apply(OPTIONS_OF_EU, 'mesh-operator', { kind: 'ConfigMap', data: { multicluster: mode } });
  await set('manual');
  const { revision, task } = await walk.push(1, [ours]);
  expect(revision.diagnostics).toMatchObject([{ code: 'not-ours' }]);
  expect(revision.diagnostics[0]?.message).toContain(
    'exists and its data[multicluster] is "manual", as mesh-operator has it',
  );
  expect(task).toBeUndefined();

  // It says the same, so that both hold it; then, after a plan was made, something else again.
  await set('connected');
  await walk.carryOut(2, [ours]);
  await emulated.apply(OPTIONS_OF_EU, 'mesh-operator', { kind: 'ConfigMap' });
  const changed = madeOf(OPTIONS_OF_EU, withMark('asm-options', { data: { multicluster: 'auto' } }));
  const next = await walk.push(4, [changed]);
  expect(next.plan?.changes).toMatchObject([{ kind: 'update' }]);
  await set('connected');
  await walk.run(next.task);
  expect(await walk.rig.value(appliedStates.at(FLEET, UNIT))).toMatchObject({
    result: 'conflict',
    message: expect.stringContaining('mesh-operator'),
  });
  expect(objectAt((await emulated.body(OPTIONS_OF_EU)) ?? null, 'data')).toEqual({ multicluster: 'connected' });
});

test('a stub that another manager made its own is given up and stays; one of ours alone is deleted', async () => {
  await walk.carryOut(1, [placed]);
  walk.rig.clock.advance(2_000);
  const real = {
    kind: 'Service',
    spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }], selector: { app: 'called' } },
  };
  await emulated.apply(STUB, 'team-pipeline', real);
  const plan = await walk.carryOut(3, []);
  expect(plan?.steps.map(({ action }) => action.type)).toEqual(['release']);
  expect(plan?.changes[0]?.why).toContain("somebody else's");
  const left = await emulated.body(STUB);
  expect(textAt(left, 'spec', 'selector', 'app')).toBe('called');
  expect(textAt(left, 'metadata', 'annotations', 'rangelight.dev/owner')).toBeUndefined();

  const other = refInCluster(stub, EU, 'called', UNIT);
  await walk.carryOut(5, [madeOf(other, placed.body)]);
  await walk.carryOut(7, []);
  expect(await emulated.body(other)).toBeUndefined();
});

const standIn: DesiredResource = { ...placed, standIn: true };
const PORTS = [{ port: 80, protocol: 'TCP', targetPort: 80 }];

test('what stands in for another is none where that stands, and is given up when it comes', async () => {
  await emulated.apply(STUB, 'team-pipeline', { kind: 'Service', spec: { ports: PORTS, selector: { app: 'called' } } });
  const first = await walk.push(1, [standIn]);
  expect([first.revision.verdict, first.revision.diagnostics, first.task]).toEqual(['nothing-to-do', [], undefined]);
  const theirs = await emulated.body(STUB);
  expect((await walk.push(2, [])).revision.verdict).toBe('nothing-to-do');
  expect(await emulated.body(STUB)).toEqual(theirs);

  const other = refInCluster(stub, EU, 'called', UNIT);
  const stand: DesiredResource = { ...madeOf(other, placed.body), standIn: true };
  await walk.carryOut(3, [stand]);
  const uid = textAt(await emulated.body(other), 'metadata', 'uid');
  walk.rig.clock.advance(2_000);
  await emulated.apply(other, 'team-pipeline', { kind: 'Service', spec: { selector: { app: 'called' } } });
  const plan = await walk.carryOut(5, [stand]);
  expect(plan?.changes).toMatchObject([
    { kind: 'abandon', isReleased: true, why: expect.stringContaining('their own') },
  ]);
  const left = await emulated.body(other);
  // Its ports are those that we gave it: nobody else holds them, and without any there is no Service.
  expect(left).toMatchObject({ metadata: { uid }, spec: { selector: { app: 'called' }, ports: PORTS } });
  expect(JSON.stringify(left)).not.toContain('rangelight');
  expect((await walk.push(7, [])).revision.verdict).toBe('nothing-to-do');
});

test('what stands in takes nothing from one that comes after the plan was made', async () => {
  const { task } = await walk.push(1, [standIn]);
  await emulated.apply(STUB, 'team-pipeline', { kind: 'Service', spec: { ports: PORTS, selector: { app: 'other' } } });
  const theirs = await emulated.body(STUB);
  expect(await walk.run(task)).toBe('finished');
  expect(await emulated.body(STUB)).toEqual(theirs);
});

test('a stub that was taken over after the plan was made is not deleted by it', async () => {
  await walk.carryOut(1, [placed]);
  const { task } = await walk.push(3, []);
  walk.rig.clock.advance(2_000);
  await emulated.apply(STUB, 'team-pipeline', { kind: 'Service', spec: { selector: { app: 'called' } } });
  await walk.run(task);
  expect(await walk.rig.value(appliedStates.at(FLEET, UNIT))).toMatchObject({
    result: 'conflict',
    message: expect.stringContaining('team-pipeline'),
  });
  expect(textAt(await emulated.body(STUB), 'spec', 'selector', 'app')).toBe('called');
});

test('while the Secrets of one cluster cannot be read, what is rendered of one stays, and everything else goes on', async () => {
  await emulated.apply(OPTIONS_OF_EU, 'mesh-operator', { kind: 'ConfigMap', data: { logging: 'all' } });
  const { task } = await walk.push(1, [token, remote, ours, placed]);
  expect(await walk.run(task)).toBe('waiting');
  await issue('hush-hush');
  walk.rig.clock.advance(60_000);
  expect(await walk.run(task)).toBe('finished');
  const made = await emulated.body(REMOTE);
  expect(made).toBeDefined();

  forbidden = `${EU} secret`;
  expect((await walk.push(2, [token, remote, ours, placed])).plan).toBeUndefined();
  const { plan, revision, task: next } = await walk.push(3, []);
  expect(plan?.changes.map(({ key }) => key)).toEqual([refKey(OPTIONS_OF_EU), refKey(STUB)]);
  const held = revision.units.flatMap((unit) => unit.held ?? []);
  expect(held.join()).toContain('remote-eu');
  expect(await walk.run(next)).toBe('finished');
  expect(await emulated.body(REMOTE)).toEqual(made);
  expect(await emulated.body(STUB)).toBeUndefined();

  forbidden = undefined;
  await walk.carryOut(4, []);
  for (const ref of [TOKEN, REMOTE]) expect(await emulated.body(ref)).toBeUndefined();
});
