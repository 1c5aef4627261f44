// What a kind says of how it moves, and what it need not say: kinds that are made up, beside rules that are.
import { describe, expect, test } from 'vitest';
import { RangelightError } from '../../../lib/core/index.ts';
import type { Change } from '../../../lib/diff/index.ts';
import {
  type ClusterKindDefinition,
  type ComputeKindDefinition,
  kindsOf,
  refInCluster,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import {
  bodyAt,
  type FeatureRules,
  type Fleetwide,
  makePlan,
  rollbackChanges,
  rulesOf,
  step,
} from '../../../lib/plan/index.ts';
import { EU, FLEET, observedOf, PROJECT, UNIT, US } from '../balancer.ts';
import { changeOf } from './change.ts';

const compute = {
  quota: 'GADGETS',
  reportGroup: 'gadgets',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'certain' },
  existing: 'owned',
} as const;

const gadget: ComputeKindDefinition = {
  ...compute,
  id: 'gadget',
  title: 'gadget',
  api: { collection: 'gadgets', scope: 'global' },
  fields: {
    seat: { policy: 'immutable', handedOver: true },
    parts: { policy: 'in-place', items: { key: 'name', leaveLast: true, fields: {} } },
  },
};

/** Refers to gadgets. */
const router: ComputeKindDefinition = {
  ...compute,
  id: 'router',
  title: 'router',
  api: { collection: 'routers', scope: 'global' },
  phase: 'switch',
  fields: { to: { policy: 'in-place' } },
};

const pool: ComputeKindDefinition = {
  ...compute,
  id: 'pool',
  title: 'pool',
  api: { collection: 'pools', scope: 'global' },
  hasEndpoints: true,
  fields: {},
};

const widget: ClusterKindDefinition = {
  id: 'widget',
  title: 'Widget',
  api: { group: 'acme.example', versions: ['v1'], kind: 'Widget', plural: 'widgets', scope: 'namespaced' },
  reportGroup: 'member-clusters',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'possible' },
  existing: 'owned',
  fields: { spec: { policy: 'in-place' } },
};

const kinds = kindsOf([gadget, router, pool, widget]);
const GADGET = refInProject(gadget, PROJECT, 'g');
const OTHER = refInProject(gadget, PROJECT, 'h');
const ROUTER = refInProject(router, PROJECT, 'r');
const POOL = refInProject(pool, PROJECT, 'p');
const HERE = refInCluster(widget, EU, 'w', UNIT);
const THERE = refInCluster(widget, US, 'w', UNIT);

const sorted = (changes: readonly Change[]) => [...changes].sort((a, b) => (a.key < b.key ? -1 : 1));
const stepsOf = (rules: FeatureRules, ...changes: readonly Change[]) =>
  makePlan(rulesOf(kinds, [rules]), FLEET, UNIT, sorted(changes))?.steps ?? [];
const short = (id: string) => id.replace(/(?:projects|clusters)\/(\S*)\/([^/]+)$/, '$2');
/** Each step with what it needs. */
const toldBy = (rules: FeatureRules, ...changes: readonly Change[]) =>
  stepsOf(rules, ...changes).map(({ id, needs }) => [id, ...needs].map(short).join(' < '));
const told = (...changes: readonly Change[]) => toldBy({}, ...changes);

const routerTo = (...to: readonly (typeof GADGET)[]) => ({ to: to.map(refKey) });

describe('a kind of which nothing is said', () => {
  test('is made after what it needs', () => {
    const made = changeOf(GADGET, { kind: 'create', after: {} });
    const user = changeOf(ROUTER, { kind: 'create', needs: [refKey(GADGET)], after: routerTo(GADGET) });
    expect(told(made, user)).toEqual(['expand apply g', 'switch apply r < expand apply g']);
  });

  test('goes after what referred to it, in a project and in a cluster, and waits for no edge', () => {
    const gone = changeOf(GADGET, { kind: 'delete', before: {} });
    const user = changeOf(ROUTER, { kind: 'update', before: routerTo(GADGET), after: routerTo() });
    expect(told(gone, user)).toEqual(['switch apply r', 'contract delete g < switch apply r']);
    const object = changeOf(HERE, { kind: 'delete', needs: [refKey(GADGET)], before: {} });
    expect(told(gone, object)).toEqual(['contract delete w', 'contract delete g < contract delete w']);
  });

  test('is made anew in its own place, before what refers to it', () => {
    const anew = changeOf(GADGET, { kind: 'replace', needs: [refKey(POOL)], before: {}, after: {} });
    const under = changeOf(POOL, { kind: 'create', after: {} });
    expect(told(anew, under)).toEqual([
      'contract delete g',
      'expand apply p',
      'expand endpoints p < expand apply p',
      'contract apply g < contract delete g < expand apply p < expand endpoints p',
    ]);
  });

  test('leaves a cluster after what takes its place in another one stands', () => {
    const leaves = changeOf(HERE, { kind: 'delete', needs: [refKey(THERE)], before: {} });
    const comes = changeOf(THERE, { kind: 'create', after: {} });
    expect(told(leaves, comes)).toEqual(['expand apply w', 'contract delete w < expand apply w']);
  });
});

describe('a property of a kind', () => {
  test('that items leave last has them taken out at the end and drained', () => {
    const shrink = { path: 'parts[a]', effect: 'shrink' } as const;
    const grow = { path: 'parts[b]', effect: 'grow' } as const;
    const bodies = { before: { parts: [{ name: 'a' }] }, after: { parts: [{ name: 'b' }] } };
    const both = changeOf(GADGET, { fields: [shrink, grow], ...bodies });
    expect(told(both)).toEqual([
      'expand apply g',
      'contract apply g < expand apply g',
      'contract settle g < contract apply g',
      'contract drain g < contract settle g',
    ]);
    const rules = rulesOf(kinds, []);
    expect(bodyAt(rules, both, 'grown')).toEqual({ parts: [{ name: 'b' }, { name: 'a' }] });
    expect(bodyAt(rules, both, 'final')).toEqual(bodies.after);
    expect(rollbackChanges(rules, [both])).toEqual([{ ...both, fields: [grow], after: bodyAt(rules, both, 'grown') }]);
  });

  test('that a value changes hands has who takes it wait for who leaves it', () => {
    const takes = changeOf(OTHER, { kind: 'create', after: { seat: '1' } });
    const leaves = changeOf(GADGET, { kind: 'delete', before: { seat: '1' } });
    expect(told(takes, leaves)).toEqual(['contract delete g', 'expand apply h < contract delete g']);
    expect(told(takes, changeOf(GADGET, { kind: 'delete', before: { seat: '2' } }))).toEqual([
      'contract delete g',
      'expand apply h',
    ]);
  });

  test('that endpoints are kept in it has them kept before it is referred to', () => {
    const comes = changeOf(POOL, { kind: 'create', after: {} });
    const user = changeOf(ROUTER, { kind: 'create', needs: [refKey(POOL)], after: {} });
    expect(told(comes, user)).toEqual([
      'expand apply p',
      'expand endpoints p < expand apply p',
      'switch apply r < expand apply p < expand endpoints p',
    ]);
    expect(told(changeOf(POOL, { kind: 'update' }))).toEqual(['expand endpoints p']);
  });
});

describe('a rule of a feature', () => {
  const gone = changeOf(GADGET, { kind: 'delete', before: {} });
  const user = changeOf(ROUTER, { kind: 'update', before: routerTo(GADGET), after: routerTo(OTHER) });

  test('that a kind serves has the rest wait for the edge before anything goes', () => {
    expect(toldBy({ kinds: { router: { serves: true } } }, gone, user)).toEqual([
      'switch apply r',
      'settle settle g < switch apply r',
      'bake bake g < settle settle g',
      'contract delete g < bake bake g < settle settle g < switch apply r',
    ]);
    expect(toldBy({ kinds: { gadget: { serves: true } } }, gone, user)).toEqual([
      'switch apply r',
      'contract delete g < switch apply r',
    ]);
  });

  test('of what is watched has its health noted before', () => {
    const watch = () => [[refKey(OTHER), refKey(GADGET)] as const];
    const steps = stepsOf({ kinds: { router: { serves: true, watch } } }, user);
    expect(steps.map(({ action }) => action.type)).toEqual(['baseline', 'apply', 'settle', 'bake']);
    const bake = steps.find(({ action }) => action.type === 'bake')?.action;
    expect(bake).toMatchObject({ watch: [{ key: refKey(OTHER), from: [refKey(GADGET)] }] });
    expect(stepsOf({ kinds: { router: { serves: true, watch } } }, { ...user, cause: 'drift' })).toHaveLength(1);
  });

  test('that something goes at once lets it go before the edge has settled', () => {
    const kinds = { router: { serves: true }, gadget: { goesAtOnce: () => true } } as const;
    const anew = changeOf(GADGET, { kind: 'replace', before: {}, after: {} });
    const beside = changeOf(ROUTER, { kind: 'update', needs: [refKey(GADGET)], before: {}, after: routerTo(GADGET) });
    expect(toldBy({ kinds }, anew, beside)).toContain('contract delete g');
    expect(toldBy({ kinds: { router: { serves: true } } }, anew, beside)).not.toContain('contract delete g');
  });

  test('gives the steps of a kind, which are told what stands around', () => {
    const stand: NonNullable<FeatureRules['kinds']>[string]['stand'] = ({ key }, { needs, neededBy, standing }) => {
      const fronts = neededBy(key).flatMap(standing);
      const warm = step('expand', { type: 'apply', key, stage: 'warm' }, needs);
      return [warm, step('switch', { type: 'apply', key, stage: 'final' }, [warm.id, ...fronts])];
    };
    const warm = () => ({ warm: true });
    const front = changeOf(HERE, { kind: 'create', needs: [refKey(ROUTER)], after: {} });
    const rules = { kinds: { router: { stand, warm } } };
    const stands = kindsOf([gadget, { ...router, standsWhileItMoves: true }, pool, widget]);
    const steps = makePlan(rulesOf(stands, [rules]), FLEET, UNIT, sorted([front, user]))?.steps ?? [];
    expect(steps.map(({ id, needs }) => [id, ...needs].map(short).join(' < '))).toEqual([
      'expand apply w',
      'expand warm up r',
      'switch apply r < expand apply w < expand warm up r',
    ]);
    expect(bodyAt(rulesOf(kinds, [rules]), user, 'warm')).toEqual({ warm: true });
    expect(bodyAt(rulesOf(kinds, []), user, 'warm')).toEqual(user.after);
  });

  test('that a kind stays in a rollback leaves it as it is only where it would lose something', () => {
    const rules = rulesOf(kinds, [{ kinds: { router: { staysInRollback: true } } }]);
    const shrinks = { ...user, fields: [{ path: 'to', effect: 'shrink' }] } as const;
    expect(rollbackChanges(rules, [shrinks])).toEqual([]);
    expect(rollbackChanges(rules, [user])).toEqual([user]);
    expect(rollbackChanges(rulesOf(kinds, []), [shrinks])).toEqual([shrinks]);
  });
});

describe('the rules of several features', () => {
  const around = { observed: observedOf([]), applied: undefined };
  const wanted = { fleet: FLEET, unit: UNIT, resources: [] };
  const fleetwide = {} as Fleetwide;

  test('are asked one after the other', () => {
    const gate = (message: string) => ({ code: 'vip-release', message, key: '', owners: [], path: [] }) as const;
    const named = (name: string): FeatureRules => ({
      gates: () => [gate(name)],
      lost: () => [name],
      settle: (state) => ({ ...state, unit: `${state.unit} ${name}` }),
      keep: (state) => ({ ...state, fleet: `${state.fleet} ${name}` }),
    });
    const rules = rulesOf(kinds, [named('b'), {}, named('a')]);
    expect(rules.gates([], around).map(({ message }) => message)).toEqual(['b', 'a']);
    expect(rules.lost([], around)).toEqual(['a', 'b']);
    expect(rules.settle(wanted, around).unit).toBe(`${UNIT} b a`);
    expect(rulesOf(kinds, []).settle(wanted, around)).toBe(wanted);
    expect(rules.keep(wanted, fleetwide).fleet).toBe(`${FLEET} b a`);
    expect(rulesOf(kinds, []).keep(wanted, fleetwide)).toBe(wanted);
  });

  test('must be of different kinds, that somebody has', () => {
    const one = { kinds: { router: {} } };
    expect(() => rulesOf(kinds, [one, one])).toThrow(
      new RangelightError('unexpected', 'rules', 'two features move router'),
    );
    expect(() => rulesOf(kinds, [{ kinds: { other: {} } }])).toThrow('no kind of resource has the id other');
  });
});
