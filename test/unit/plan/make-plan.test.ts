// The order of steps, and what makes it.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../lib/diff/index.ts';
import { diff } from '../../../lib/diff/index.ts';
import { type DesiredResource, refKey } from '../../../lib/model/index.ts';
import { countChanges, grownBody, makePlan, type Plan, type Step } from '../../../lib/plan/index.ts';
import {
  appliedOf,
  balancer,
  type BalancerShape,
  compute,
  desiredOf,
  EU,
  observedOf,
  resource,
  US,
} from '../balancer.ts';
import { inOrder } from '../../../lib/plan/step-order.ts';
import { changeOf } from './change.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { backendService } from '../../../lib/features/ingress/kinds/backend-service.ts';

const shape = (more: Partial<BalancerShape> = {}) => balancer({ name: 'one', clusters: [EU], ...more });

function changesOf(before: readonly DesiredResource[], after: readonly DesiredResource[]): readonly Change[] {
  return diff({
    kinds: KINDS,
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  }).changes;
}

function planOf(before: readonly DesiredResource[], after: readonly DesiredResource[]): Plan {
  const plan = makePlan(RULES, 'prod', 'blue', changesOf(before, after));
  if (plan === undefined) throw new TypeError('there is something to do');
  return plan;
}

/** `switch apply urlMaps/um-one`: the step's id without project and namespace. */
const short = (id: string) => id.replace(/(?:projects|clusters)\/.*\/([^/]+\/[^/]+)$/, '$1');
const idsOf = (plan: Plan) => plan.steps.map(({ id }) => short(id));
const needsOf = (plan: Plan, id: string) => plan.steps.find((step) => short(step.id) === id)?.needs.map(short);
const typesOf = (plan: Plan) => new Set(plan.steps.map(({ action }) => action.type));

describe('a first rollout', () => {
  const planned = () => planOf([], shape().resources);

  test('makes what is referred to before what refers to it', () => {
    const plan = planned();
    const ids = idsOf(plan);
    const at = (id: string) => ids.indexOf(id);
    expect(at('expand apply services/one-v1')).toBeLessThan(ids.findIndex((id) => id.startsWith('expand await')));
    expect(at('expand apply backendServices/bs-one-v1')).toBeLessThan(at('switch apply urlMaps/um-one'));
    expect(at('switch apply urlMaps/um-one')).toBeLessThan(at('switch apply targetHttpProxies/tp-one'));
    expect(at('expand apply addresses/ip-one')).toBeLessThan(at('switch apply forwardingRules/fr-one'));
    expect(needsOf(plan, 'switch apply forwardingRules/fr-one')).toEqual([
      'expand apply addresses/ip-one',
      'switch apply targetHttpProxies/tp-one',
    ]);
  });

  test('has nothing to settle, bake or contract', () => {
    const plan = planned();
    expect(typesOf(plan)).toEqual(new Set(['apply', 'await']));
  });
});

describe('a replaced backend', () => {
  const planned = () => planOf(shape().resources, shape({ version: 2 }).resources);

  test('is warmed up and has to be healthy before the route moves', () => {
    const plan = planned();
    const [made, warm, healthy] = [
      'expand apply backendServices/bs-one-v2',
      'expand warm up urlMaps/um-one',
      'expand await-health backendServices/bs-one-v2',
    ];
    const baseline = idsOf(plan).find((id) => id.startsWith('expand baseline')) ?? '';
    expect(needsOf(plan, warm)).toEqual([baseline, made].sort());
    expect(needsOf(plan, healthy)).toEqual([made, warm]);
    expect(needsOf(plan, 'switch apply urlMaps/um-one')).toEqual([baseline, made, healthy, warm].sort());
  });

  test('waits for the edge and the watch before anything goes', () => {
    const plan = planned();
    const settle = plan.steps.find(({ action }) => action.type === 'settle');
    expect(settle?.needs.map(short)).toContain('switch apply urlMaps/um-one');
    const removals = plan.steps.filter(({ action }) => action.type === 'delete');
    expect(removals.map(({ id }) => short(id)).sort()).toEqual([
      'contract delete backendServices/bs-one-v1',
      'contract delete healthChecks/hc-one-v1',
      'contract delete services/one-v1',
    ]);
    for (const { needs } of removals) expect(needs.some((need) => need.startsWith('bake '))).toBe(true);
  });

  test('keeps the Service whose endpoints GKE counts until its backend service has gone', () => {
    const plan = planned();
    expect(needsOf(plan, 'contract delete services/one-v1')).toContain('contract delete backendServices/bs-one-v1');
  });

  test('never deletes the NEG that GKE made', () => {
    const plan = planned();
    const negs = plan.steps.filter(({ id }) => id.includes('networkEndpointGroups'));
    expect(new Set(negs.map(({ action }) => action.type))).toEqual(new Set(['await']));
  });
});

describe('a cluster that leaves', () => {
  const both = shape({ clusters: [EU, US] });
  const planned = () => planOf(both.resources, shape({ clusters: [US] }).resources);

  test('is taken out of the backend service, for edges that lag behind too, drained, and only then loses its Service', () => {
    const plan = planned();
    expect(idsOf(plan)).toEqual([
      'contract apply backendServices/bs-one-v1',
      'contract settle backendServices/bs-one-v1',
      'contract drain backendServices/bs-one-v1',
      'contract delete services/one-v1',
    ]);
    expect(needsOf(plan, 'contract settle backendServices/bs-one-v1')).toEqual([
      'contract apply backendServices/bs-one-v1',
    ]);
    expect(needsOf(plan, 'contract drain backendServices/bs-one-v1')).toEqual([
      'contract settle backendServices/bs-one-v1',
    ]);
    expect(needsOf(plan, 'contract delete services/one-v1')).toContain('contract drain backendServices/bs-one-v1');
  });

  test('while another one comes: both serve until the watch is over', () => {
    const swapped = planOf(shape({ clusters: [EU] }).resources, shape({ clusters: [US] }).resources);
    const apply = swapped.steps.flatMap(({ action }) =>
      action.type === 'apply' && action.key.includes('backend') ? [action.stage] : [],
    );
    expect(apply).toEqual(['grown', 'final']);
    const change = swapped.changes.find(({ ref }) => ref.kind === 'backendService');
    expect(change && (grownBody(backendService, change)['backends'] as unknown[]).length).toBe(2);
  });
});

describe('a NEG that the worker keeps', () => {
  test('is filled after it is made, before anything refers to it', () => {
    const plan = planOf([], shape({ negs: 'rangelight' }).resources);
    const endpoints = plan.steps.find(({ action }) => action.type === 'endpoints');
    expect(endpoints?.needs).toHaveLength(1);
    expect(endpoints?.needs[0]).toMatch(/^expand apply .*networkEndpointGroups/);
    expect(needsOf(plan, 'expand apply backendServices/bs-one-v1')).toContain(short(endpoints?.id ?? ''));
  });

  test('whose endpoints moved has that one step', () => {
    const neg = shape({ negs: 'rangelight' }).resources.find(({ ref }) => ref.kind === 'networkEndpointGroup');
    if (neg === undefined) throw new TypeError('there is a NEG');
    const plan = makePlan(RULES, 'prod', 'blue', [
      {
        key: refKey(neg.ref),
        ref: neg.ref,
        kind: 'update',
        cause: 'fact',
        maker: 'rangelight',
        owners: [],
        needs: [],
        fields: [],
        impact: 'none',
        why: 'pods moved',
        after: neg.body,
      },
    ]);
    expect(plan?.steps.map(({ action }) => action.type)).toEqual(['endpoints']);
  });

  test('goes after the backend service and before its Service', () => {
    const plan = planOf(shape({ negs: 'rangelight' }).resources, []);
    const ids = idsOf(plan);
    const neg = ids.findIndex((id) => id.startsWith('contract delete networkEndpointGroups'));
    expect(neg).toBeGreaterThan(ids.indexOf('contract delete backendServices/bs-one-v1'));
    expect(neg).toBeLessThan(ids.indexOf('contract delete services/one-v1'));
  });
});

describe('a front end that moves to another VIP', () => {
  const moved = shape().resources.map((one) =>
    one.ref.kind === 'forwardingRule' ? { ...one, body: { ...one.body, IPAddress: '198.51.100.7' } } : one,
  );
  const planned = () => planOf(shape().resources, moved);

  test('goes first and comes again in its own place', () => {
    const plan = planned();
    expect(idsOf(plan)).toEqual(['contract delete forwardingRules/fr-one', 'contract apply forwardingRules/fr-one']);
    expect(needsOf(plan, 'contract apply forwardingRules/fr-one')).toEqual(['contract delete forwardingRules/fr-one']);
  });

  test('gives its address back only after it has let go of it', () => {
    const given = planOf(
      shape().resources,
      moved.filter(({ ref }) => ref.kind !== 'address'),
    );
    expect(needsOf(given, 'contract delete addresses/ip-one')).toEqual(['contract delete forwardingRules/fr-one']);
  });
});

describe('independent parts', () => {
  test('share no needs', () => {
    const other = balancer({ name: 'other', clusters: [US] });
    const plan = planOf([...shape().resources, ...other.resources], shape({ version: 2 }).resources);
    const others = plan.steps.filter(({ id }) => id.includes('other'));
    expect(others.length).toBeGreaterThan(0);
    for (const { needs } of others) for (const need of needs) expect(need).toContain('other');
    expect(plan.steps.filter(({ action }) => action.type === 'settle')).toHaveLength(1);
  });

  test('a copy in a config cluster waits for no edge', () => {
    const copy = resource(clusterRef('multiClusterService', EU, 'foo', 'blue'), {});
    const plan = planOf([...shape().resources, copy], shape({ version: 2 }).resources);
    expect(needsOf(plan, 'contract delete multiclusterservices/foo')).toEqual([]);
  });
});

describe('the document', () => {
  const changed = () => changesOf(shape().resources, shape({ version: 2, hosts: ['a.example'] }).resources);

  test('has one digest for one content', () => {
    const forward = changed();
    const [one, two] = [
      makePlan(RULES, 'prod', 'blue', forward),
      makePlan(RULES, 'prod', 'blue', structuredClone(forward)),
    ];
    expect(one).toEqual(two);
    expect(one?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(makePlan(RULES, 'prod', 'green', forward)?.digest).not.toBe(one?.digest);
  });

  test('has the same digest whatever the same work is done for, and another for other work', () => {
    const forward = changed();
    const digest = makePlan(RULES, 'prod', 'blue', forward)?.digest;
    const again = forward.map((change) => ({ ...change, cause: 'fact' as const, why: 'the fleet changed' }));
    expect(makePlan(RULES, 'prod', 'blue', again)).toMatchObject({ digest, changes: again });
    const [first, ...rest] = forward;
    if (first === undefined) throw new TypeError('something changed');
    expect(makePlan(RULES, 'prod', 'blue', [{ ...first, impact: 'certain', owners: [] }, ...rest])?.digest).not.toBe(
      digest,
    );
  });

  test('has an order in which every step follows what it needs', () => {
    const forward = changed();
    const plan = makePlan(RULES, 'prod', 'blue', forward);
    const passed = new Set<string>();
    for (const { id, needs } of plan?.steps ?? []) {
      for (const need of needs) expect(passed).toContain(need);
      passed.add(id);
    }
  });

  test('is none when nothing changes', () => {
    expect(makePlan(RULES, 'prod', 'blue', [])).toBeUndefined();
  });

  test('cannot be made of changes that need each other', () => {
    const change = (name: string, need: string) =>
      changeOf(compute('urlMap', name), { kind: 'create', needs: [refKey(compute('urlMap', need))], after: {} });
    const [a, b] = [change('b', 'a'), change('a', 'b')];
    const ids = [a, b].map(({ key }) => `switch apply ${key}`).sort();
    expect(() => makePlan(RULES, 'prod', 'blue', [a, b])).toThrow(
      new RangeError(`steps need each other: ${ids.join(', ')}`),
    );
  });

  test('counts its changes', () => {
    const forward = changed();
    const counts = countChanges(forward);
    expect(counts).toMatchObject({ update: 1, abandon: 1, delete: 3, replace: 0 });
    expect(counts.create).toBe(4);
  });
});

describe('the watch', () => {
  const service = compute('backendService', 'bs');
  const map = compute('urlMap', 'um');
  const planFor = (...changes: readonly Change[]) => makePlan(RULES, 'prod', 'blue', changes);
  const stepsOf = (plan: Plan | undefined) => (plan?.steps ?? []).map((each) => ({ ...each, id: short(each.id) }));
  const ofType = (plan: Plan | undefined, type: string) => stepsOf(plan).find(({ action }) => action.type === type);
  const route = (name: string) => ({ defaultService: refKey(compute('backendService', name)) });

  test('begins with a baseline of every service that is relieved or changed, sorted', () => {
    const plan = planFor(
      changeOf(service, { before: {}, after: {} }),
      changeOf(map, { needs: [refKey(service)], before: route('an-old'), after: route('z-new') }),
    );
    const an = refKey(compute('backendService', 'an-old'));
    expect(ofType(plan, 'baseline')?.action).toEqual({
      type: 'baseline',
      of: refKey(service),
      services: [an, refKey(service)],
    });
  });

  test('sorts the services of the baseline by their own names, not by those of their successors', () => {
    const hosts = (a: string, b: string) => ({
      hostRules: ['a', 'b'].map((host) => ({ hosts: [host], pathMatcher: host })),
      pathMatchers: [
        { name: 'a', ...route(a) },
        { name: 'b', ...route(b) },
      ],
    });
    const action = ofType(
      planFor(changeOf(map, { before: hosts('z', 'y'), after: hosts('n1', 'n2') })),
      'baseline',
    )?.action;
    expect(action?.type === 'baseline' && action.services).toEqual(
      ['y', 'z'].map((name) => refKey(compute('backendService', name))),
    );
  });

  test('goes on after the edge has settled, and knows its baseline', () => {
    const plan = planFor(changeOf(service, { before: {}, after: {} }));
    const key = refKey(service);
    expect(plan?.steps).toEqual([
      {
        id: `expand baseline ${key}`,
        phase: 'expand',
        action: { type: 'baseline', of: key, services: [key] },
        needs: [],
      },
      {
        id: `expand apply ${key}`,
        phase: 'expand',
        action: { type: 'apply', key, stage: 'final' },
        needs: [`expand baseline ${key}`],
      },
      {
        id: `settle settle ${key}`,
        phase: 'settle',
        action: { type: 'settle', of: key },
        needs: [`expand apply ${key}`],
      },
      {
        id: `bake bake ${key}`,
        phase: 'bake',
        action: { type: 'bake', of: key, baseline: `expand baseline ${key}`, watch: [{ key, from: [key] }] },
        needs: [`settle settle ${key}`],
      },
    ]);
  });

  test('holds back what changes something that serves, and nothing else', () => {
    const plan = planFor(
      changeOf(service, { needs: [refKey(compute('healthCheck', 'hc'))], before: {}, after: {} }),
      changeOf(compute('backendService', 'new'), { kind: 'create', needs: [refKey(compute('healthCheck', 'hc'))] }),
      changeOf(compute('healthCheck', 'hc'), { before: {}, after: {} }),
    );
    const waiting = stepsOf(plan).filter(({ needs }) => needs.some((need) => need.includes('baseline')));
    expect(waiting.map(({ id }) => id)).toEqual(['expand apply backendServices/bs']);
  });

  test('is none when drift is mended: the baseline would be of what is broken', () => {
    const plan = planFor(changeOf(service, { cause: 'drift', before: {}, after: {} }));
    expect(stepsOf(plan).map(({ id, needs }) => [id, needs])).toEqual([['expand apply backendServices/bs', []]]);
  });

  test('has no baseline either when drift is mended and something goes', () => {
    const plan = planFor(
      changeOf(compute('backendService', 'gone'), { kind: 'delete', needs: [refKey(compute('healthCheck', 'hc'))] }),
      changeOf(service, { cause: 'drift', needs: [refKey(compute('healthCheck', 'hc'))], before: {}, after: {} }),
      changeOf(compute('healthCheck', 'hc'), { before: {}, after: {} }),
    );
    expect(ofType(plan, 'settle')).toBeDefined();
    expect(ofType(plan, 'baseline')).toBeUndefined();
  });

  test('is not what the wait for health is for: it changes nothing', () => {
    const plan = planFor(
      changeOf(service, { before: {}, after: {} }),
      changeOf(map, { needs: [refKey(service)], before: route('old'), after: route('bs') }),
    );
    expect(ofType(plan, 'await-health')?.needs.map(short)).toEqual([
      'expand apply backendServices/bs',
      'expand warm up urlMaps/um',
    ]);
  });

  test('is none of a service that only loses backends: nothing takes over', () => {
    const plan = planFor(
      changeOf(service, { fields: [{ path: 'backends[g]', effect: 'shrink' }], before: {}, after: {} }),
    );
    expect(stepsOf(plan).map(({ action }) => action.type)).toEqual(['apply', 'settle', 'drain']);
  });

  test('does not wait for copies in config clusters', () => {
    const copy = clusterRef('multiClusterIngress', EU, 'foo', 'blue');
    const plan = planFor(
      changeOf(copy, { kind: 'create', needs: [refKey(service)] }),
      changeOf(service, { before: {}, after: {} }),
    );
    expect(ofType(plan, 'settle')?.needs.map(short)).toEqual(['expand apply backendServices/bs']);
  });
});

describe('a change by hand', () => {
  const neg = compute('networkEndpointGroup', 'neg', 'europe-west1-b');
  const stepsOf = (...changes: readonly Change[]) =>
    (makePlan(RULES, 'prod', 'blue', changes)?.steps ?? []).map(({ id, phase, needs, action }) => ({
      id: short(id),
      phase,
      needs: needs.map(short),
      stage: 'stage' in action ? action.stage : undefined,
    }));

  test('a NEG that is replaced in its place is filled again', () => {
    expect(stepsOf(changeOf(neg, { kind: 'replace', before: {}, after: {} }))).toEqual([
      { id: 'contract delete networkEndpointGroups/neg', phase: 'contract', needs: [], stage: undefined },
      {
        id: 'contract apply networkEndpointGroups/neg',
        phase: 'contract',
        needs: ['contract delete networkEndpointGroups/neg'],
        stage: 'final',
      },
      {
        id: 'contract endpoints networkEndpointGroups/neg',
        phase: 'contract',
        needs: ['contract apply networkEndpointGroups/neg'],
        stage: undefined,
      },
    ]);
  });

  test('a map of which one newcomer is reached and another is not warms up the other', () => {
    const to = (name: string) => refKey(compute('backendService', name));
    const hosts = (a: string, b: string, c: string) => ({
      hostRules: ['a', 'b', 'c'].map((host) => ({ hosts: [host], pathMatcher: host })),
      pathMatchers: Object.entries({ a, b, c }).map(([name, service]) => ({ name, defaultService: to(service) })),
    });
    const steps = stepsOf(
      changeOf(compute('urlMap', 'm'), { before: hosts('x', 'y', 'z'), after: hosts('y', 'new', 'z') }),
    );
    expect(steps.filter(({ stage }) => stage !== undefined)).toMatchObject([
      { id: 'expand warm up urlMaps/m', phase: 'expand', stage: 'warm' },
      { id: 'switch apply urlMaps/m', phase: 'switch', stage: 'final' },
    ]);
    expect(steps.filter(({ id }) => id.includes('await-health')).map(({ phase }) => phase)).toEqual([
      'expand',
      'expand',
    ]);
  });

  test('what the plan does not change is not waited for, and what is let go has no step', () => {
    expect(stepsOf(changeOf(compute('urlMap', 'm'), { kind: 'create', needs: [refKey(neg)] }))).toMatchObject([
      { id: 'switch apply urlMaps/m', needs: [] },
    ]);
    expect(stepsOf(changeOf(neg, { kind: 'abandon' }))).toEqual([]);
  });

  test('what GKE makes is awaited before anything moves', () => {
    expect(stepsOf(changeOf(neg, { kind: 'create', maker: 'gke' }))).toMatchObject([
      { id: 'expand await networkEndpointGroups/neg', phase: 'expand' },
    ]);
  });

  test('a NEG that the worker makes is filled before anything moves', () => {
    expect(stepsOf(changeOf(neg, { kind: 'create' }))).toMatchObject([
      { id: 'expand apply networkEndpointGroups/neg', phase: 'expand' },
      { id: 'expand endpoints networkEndpointGroups/neg', phase: 'expand' },
    ]);
  });

  test('the needs of a step are sorted, whichever order the resource names them in', () => {
    const [a, b] = [compute('healthCheck', 'a'), compute('healthCheck', 'b')];
    const steps = stepsOf(
      changeOf(a, { kind: 'create' }),
      changeOf(b, { kind: 'create' }),
      changeOf(compute('backendService', 's'), { kind: 'create', needs: [refKey(b), refKey(a)] }),
    );
    expect(steps.at(-1)?.needs).toEqual(['expand apply healthChecks/a', 'expand apply healthChecks/b']);
  });

  test('a service that gains and loses backends loses them after it has gained', () => {
    const fields: Change['fields'] = [
      { path: 'backends[new]', effect: 'grow' },
      { path: 'backends[old]', effect: 'shrink' },
    ];
    const steps = stepsOf(changeOf(compute('backendService', 's'), { cause: 'drift', fields, before: {}, after: {} }));
    expect(steps.find(({ phase }) => phase === 'contract')?.needs).toContain('expand apply backendServices/s');
  });

  test('what is replaced in its place waits for whoever referred to it, not for newcomers, nor for itself', () => {
    const key = refKey(compute('healthCheck', 'hc'));
    const steps = stepsOf(
      changeOf(compute('healthCheck', 'hc'), { kind: 'replace', before: { self: key }, after: {} }),
      changeOf(compute('backendService', 'new'), { kind: 'create', needs: [key] }),
      changeOf(compute('backendService', 'old'), { kind: 'delete', before: { healthChecks: [key] } }),
    );
    const removal = steps.find(({ id }) => id === 'contract delete healthChecks/hc');
    expect(removal?.needs.filter((need) => !/^(settle|bake)/.test(need))).toEqual([
      'contract delete backendServices/old',
    ]);
  });

  test('a host that goes is a switch of routes, not a contraction', () => {
    const steps = stepsOf(
      changeOf(compute('urlMap', 'm'), { fields: [{ path: 'hostRules[a]', effect: 'shrink' }], before: {}, after: {} }),
    );
    expect(steps.map(({ id }) => id)).toEqual(['switch apply urlMaps/m']);
  });
});

describe('what several others stand on', () => {
  const backend = refKey(compute('backendService', 'bs'));
  const gone = changeOf(compute('backendService', 'bs'), { kind: 'delete' });
  const referrer = (name: string, more: Partial<Change> = {}) =>
    changeOf(compute('urlMap', name), { kind: 'delete', before: { defaultService: backend }, ...more });
  const planned = (...changes: readonly Change[]): Plan =>
    makePlan(RULES, 'prod', 'blue', changes) ?? expect.fail('there is something to do');

  test('goes after all of them', () => {
    const plan = planned(gone, referrer('um-a'), referrer('um-b'));
    expect(needsOf(plan, 'contract delete backendServices/bs')).toEqual([
      'contract delete urlMaps/um-a',
      'contract delete urlMaps/um-b',
    ]);
  });

  test("goes after ours is given up in what is somebody else's", () => {
    const kept = referrer('um-a', { kind: 'abandon', isReleased: true });
    const plan = planned(gone, kept);
    expect(idsOf(plan)).toEqual(['contract release urlMaps/um-a', 'contract delete backendServices/bs']);
    expect(needsOf(plan, 'contract delete backendServices/bs')).toEqual(['contract release urlMaps/um-a']);
    // What nobody here gives up is no step.
    expect(idsOf(planned(gone, referrer('um-a', { kind: 'abandon' })))).toEqual(['contract delete backendServices/bs']);
    expect(idsOf(planned(gone, referrer('um-a', { kind: 'update', isReleased: true })))).not.toContain(
      'contract release urlMaps/um-a',
    );
  });

  test('hands its address over once all that held it have let it go', () => {
    const rule = (name: string, more: Partial<Change>) => changeOf(compute('forwardingRule', name), more);
    const ip = { IPAddress: '203.0.113.7' };
    const leaving = ['a', 'b'].map((name) => rule(name, { kind: 'delete', before: ip }));
    const plan = planned(...leaving, rule('new', { kind: 'create', after: ip }));
    expect(needsOf(plan, 'switch apply forwardingRules/new')).toEqual([
      'contract delete forwardingRules/a',
      'contract delete forwardingRules/b',
    ]);
  });
});

describe('steps in order', () => {
  const named = (id: string, ...needs: readonly string[]): Step => ({
    id,
    phase: 'expand',
    action: { type: 'settle', of: id },
    needs,
  });

  test('are those with the smallest id first, among those that can start', () => {
    const steps = [named('d'), named('a', 'c'), named('e', 'b'), named('b'), named('c')];
    expect(inOrder(steps).map(({ id }) => id)).toEqual(['b', 'c', 'a', 'd', 'e']);
  });

  test('must not need each other: those that do are named', () => {
    const steps = [named('free'), named('y', 'x'), named('x', 'y'), named('after', 'free')];
    expect(() => inOrder(steps)).toThrow(new RangeError('steps need each other: x, y'));
  });
});
