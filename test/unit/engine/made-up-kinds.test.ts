// The engine knows no kind: made-up ones, of Compute and of clusters, are read, compared, planned and told like any
// other.
import { describe, expect, test } from 'vitest';
import { readCloud } from '../../../lib/app/cloud/read-cloud.ts';
import type { FleetPorts } from '../../../lib/app/world.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import { type Change, diff, servingTest } from '../../../lib/diff/index.ts';
import { type DesiredResource, kindsOf, refInCluster, refInProject, refKey } from '../../../lib/model/index.ts';
import { observe, type Reading } from '../../../lib/observe/index.ts';
import { countRemoved, makePlan, type Plan, quotaNeed, codesOf, rulesOf } from '../../../lib/plan/index.ts';
import { planText } from '../../../lib/report/index.ts';
import { createBareRig, NEVER } from '../app/bare-rig.ts';
import { appliedOf, desiredOf, EU, FLEET, observedOf, OWNER, PROJECT, resource, UNIT, US } from '../fleet-of-two.ts';
import {
  brought,
  inCluster,
  kinds,
  LICENSE,
  madeOf,
  NAME,
  router,
  ROUTER,
  STATUS,
  wanted,
  widget,
  WIDGET,
} from './made-up.ts';

/** As the APIs answer what stands of `wanted`. */
function seen(change: (body: JsonObject, key: string) => JsonObject = (body) => body): readonly Reading[] {
  const at = (one: DesiredResource | undefined): JsonObject =>
    one === undefined ? {} : change(one.body, refKey(one.ref));
  const [made, object, part, shared] = wanted;
  return [
    { part: 'compute', kind: 'router', items: [{ ref: ROUTER, body: { ...at(made), id: '7' } }], unreachable: [] },
    { part: 'cluster', cluster: EU, kind: WIDGET.kind, items: [{ ref: WIDGET, body: { ...at(object), ...at(part) } }] },
    { part: 'cluster', cluster: US, kind: LICENSE.kind, items: [{ ref: LICENSE, body: at(shared) }] },
  ];
}

function changesTo(desired: readonly DesiredResource[], readings: readonly Reading[], last = desired) {
  const observed = observe(kinds, OWNER, readings);
  return diff({
    kinds,
    desired: desiredOf(desired),
    applied: appliedOf(last),
    observed,
    takeover: false,
    pendingCause: 'pending',
  });
}

const planOf = (changes: readonly Change[]): Plan =>
  makePlan(rulesOf(kinds, []), FLEET, UNIT, changes) ?? expect.fail('there is something to do');
const told = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ kind, ref, impact }) => `${kind} ${ref.kind} ${impact}`);

describe('kinds that nobody knows', () => {
  test('are made in the order of their needs, and told by their titles in their places', () => {
    const { changes } = changesTo(wanted, [], []);
    expect(told(changes)).toEqual([
      'create widget none',
      'create widgetStatus none',
      'create license none',
      'create router none',
    ]);
    const plan = planOf(changes);
    expect(plan.steps.map(({ action }) => ('key' in action ? action.key : action.type))).toEqual([
      refKey(LICENSE),
      refKey(ROUTER),
      refKey(WIDGET),
      refKey(STATUS),
    ]);
    expect(quotaNeed(kinds, PROJECT, changes)).toEqual(new Map([['ROUTERS', 1]]));
    const text = planText({ kinds, codes: codesOf([]), parts: [] }, revisionOf(plan), new Map([[plan.digest, plan]]));
    expect(text).toContain(`create cloud router ${NAME} in global`);
    expect(text).toMatch(/ {2}member clusters\n {4}create Widget one in europe-west1\/gke-eu/);
    expect(text).toMatch(/ {2}config cluster us-west1\/gke-us\n {4}create license all/);
  });

  test('that stand as they are wanted are left alone', () => {
    expect(changesTo(wanted, seen()).changes).toEqual([]);
  });

  test('are compared by their own fields, and replaced where the API changes nothing in place', () => {
    const drifted = seen((body, key) => (key === refKey(ROUTER) ? { ...body, asn: 65_000, etag: 'x' } : body));
    expect(told(changesTo(wanted, drifted).changes)).toEqual(['update router possible']);
    const elsewhere = seen((body, key) => (key === refKey(ROUTER) ? { ...body, network: 'other' } : body));
    const { changes } = changesTo(wanted, elsewhere);
    expect(told(changes)).toEqual(['replace router certain']);
    expect(
      planOf(changes)
        .steps.filter(({ action }) => 'key' in action)
        .map(({ phase, action }) => [phase, action.type]),
    ).toEqual([
      ['contract', 'delete'],
      ['contract', 'apply'],
    ]);
  });

  test('leave in the order in which they were needed; what is shared, or a part of an object, is not theirs to delete', () => {
    const { changes } = changesTo([], seen(), wanted);
    expect(told(changes)).toEqual(['delete widget possible', 'delete router certain']);
    const deletes = planOf(changes).steps.flatMap(({ action }) => (action.type === 'delete' ? [action.key] : []));
    expect(deletes).toEqual([refKey(WIDGET), refKey(ROUTER)]);
    expect(countRemoved(kinds, changes, () => true)).toBe(2);
  });

  test('are somebody else’s without our mark, a part of an object as well', () => {
    const theirs = seen((body, key) => (key === refKey(WIDGET) ? { ...body, metadata: { name: 'one' } } : body));
    const { changes, diagnostics } = changesTo(wanted, theirs);
    expect(changes).toEqual([]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('Widget clusters/europe-west1/gke-eu'),
    ]);
  });

  test('that could not be read are unknown, and nothing happens to them', () => {
    const { changes, unknown } = changesTo(
      [],
      [{ part: 'compute', kind: 'router', failed: 'it is forbidden' }],
      wanted,
    );
    expect(unknown).toEqual([refKey(ROUTER)]);
    expect(changes).toEqual([]);
  });
});

test('what a root leads to serves, and so does what has the endpoints of a group', () => {
  const entrance = {
    ...router,
    id: 'entrance',
    api: { ...router.api, collection: 'entrances' },
    name: { code: 'en' },
    isRoot: true,
  } as const;
  const pool = {
    ...router,
    id: 'pool',
    api: { collection: 'pools', scope: 'zonal' },
    name: { code: 'po' },
    hasEndpoints: true,
  } as const;
  const all = kindsOf([router, entrance, pool, widget]);
  const [front, used, unused] = [
    refInProject(entrance, PROJECT, 'front'),
    refInProject(pool, PROJECT, 'used', 'europe-west1-b'),
    refInProject(pool, PROJECT, 'unused', 'europe-west1-b'),
  ];
  const spare = refInCluster(widget, US, 'one', UNIT);
  const standing = [
    resource(front, { target: refKey(used) }),
    resource(used, {}, { dependsOn: [refKey(WIDGET)] }),
    resource(unused, {}, { dependsOn: [refKey(spare)] }),
    resource(ROUTER, { target: refKey(unused) }),
    madeOf(WIDGET, inCluster({})),
    madeOf(spare, inCluster({})),
  ];
  const serves = servingTest(all, observedOf(standing), [appliedOf(standing)]);
  expect(standing.filter(({ ref }) => serves(refKey(ref))).map(({ ref }) => ref)).toEqual([front, used, WIDGET]);
});

test('each is read where it stands: by our label in members, whole in config clusters, and a part with its object', async () => {
  const rig = createBareRig(brought());
  const asked: string[] = [];
  const far = 'asia-east1/gke-far';
  const fleet = { ...rig.fleet(), clusters: [...rig.fleet().clusters, { ...rig.fleet().clusters[0]!, link: far }] };
  const ports = {
    compute: {
      list: async (kind: string) => {
        asked.push(kind);
        return { items: [], unreachable: [] };
      },
    },
    clusters: {
      list: async (cluster: string, kind: string, labels: object) => {
        asked.push(`${kind} in ${cluster}${Object.keys(labels).length > 0 ? ' by label' : ''}`);
        return [];
      },
    },
  } as unknown as FleetPorts;
  await readCloud({ installation: OWNER.installation, kinds }, fleet, ports, NEVER);
  expect(asked.sort()).toEqual(
    [
      'router',
      ...[EU, US, far].map((link) => `widget in ${link} by label`),
      ...[EU, US].map((link) => `license in ${link}`),
    ].sort(),
  );
});

function revisionOf(plan: Plan) {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  const unit = {
    unit: UNIT,
    plan: plan.digest,
    desired: '',
    counts,
    impact: 'none',
    gates: [],
    partial: false,
    unknown: [],
  } as const;
  const occasion = { type: 'head', repository: 'acme/fleet', commit: 'c1' } as const;
  return { fleet: FLEET, occasion, facts: '', verdict: 'ready', diagnostics: [], sources: {}, units: [unit] } as const;
}
