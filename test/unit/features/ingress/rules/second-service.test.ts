// A second backend service where old and new groups do not fit into one.
import { describe, expect, test } from 'vitest';
import { diff } from '../../../../../lib/diff/index.ts';
import {
  type DesiredResource,
  type DesiredState,
  names,
  type ObservedState,
  refKey,
} from '../../../../../lib/model/index.ts';
import { BACKENDS_LIMIT } from '../../../../../lib/features/ingress/views/index.ts';
import { makePlan } from '../../../../../lib/plan/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import { withSecondServices } from '../../../../../lib/features/ingress/rules/second-service.ts';
import { appliedOf, balancer, compute, desiredOf, FLEET, observedOf, resource, UNIT, US } from '../../../balancer.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';

const one = balancer({ name: 'one', clusters: [US], hosts: ['a.example'] });
const other = balancer({ name: 'other', clusters: [US] });

/** The balancer with the groups `from` to `to` in place of its own. */
function withGroups(from: number, to: number): readonly DesiredResource[] {
  return one.resources.map((each) => {
    if (each.ref.kind !== 'backendService') return each;
    const backends = Array.from({ length: to - from }, (_, index) => ({
      group: `projects/p/zones/us-west1-a/networkEndpointGroups/n${from + index}`,
      balancingMode: 'RATE',
      maxRatePerEndpoint: 100,
    }));
    return { ...each, body: { ...each.body, backends } };
  });
}

/** The key of the first one beside the balancer's own. */
function besideOne(): string {
  const first = one.resources.find(({ ref }) => ref.kind === 'backendService')?.ref.name ?? '';
  return refKey(compute('backendService', names.nameBeside(KINDS.of('backendService'), first, 1)));
}

/** With no group in any backend service. */
function withoutBackends(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  return resources.map((each) => {
    const { backends: _backends, ...body } = each.body;
    return { ...each, body };
  });
}

function wantedOf(state: DesiredState): readonly string[] {
  return state.resources.filter(({ ref }) => ref.kind === 'backendService').map(({ ref }) => refKey(ref));
}

const named = (resources: readonly DesiredResource[], standing: readonly DesiredResource[], observed = standing) =>
  withSecondServices(KINDS, desiredOf(resources), appliedOf(standing), observedOf(observed));

const routedTo = (state: DesiredState): unknown =>
  state.resources.find(({ ref }) => ref.kind === 'urlMap')?.body['defaultService'];

describe('a second backend service', () => {
  test('is not needed while old and new fit into one', () => {
    const desired = desiredOf(withGroups(1, BACKENDS_LIMIT));
    expect(withSecondServices(KINDS, desired, appliedOf(withGroups(0, 2)), observedOf(withGroups(0, 2)))).toBe(desired);
  });

  test('takes the new groups when they do not, and every reference follows', () => {
    const state = named([...withGroups(30, 60), ...other.resources], [...withGroups(0, 30), ...other.resources]);
    const [first, second] = wantedOf(state);
    expect(first).toBe(other.keys.backendService);
    expect(second).not.toBe(one.keys.backendService);
    expect(routedTo(state)).toBe(second);
    expect(JSON.stringify(state)).not.toContain(one.keys.backendService);
    const keys = state.resources.map(({ ref }) => refKey(ref));
    expect(keys).toEqual([...keys].sort());
  });

  test('has the next name, and is the first with another name: all that it holds is as it was', () => {
    const moved = named(withGroups(30, 60), withGroups(0, 30));
    expect(wantedOf(moved)).toEqual([besideOne()]);
    const [second] = moved.resources.filter(({ ref }) => ref.kind === 'backendService');
    const [first] = withGroups(30, 60).filter(({ ref }) => ref.kind === 'backendService');
    expect(second?.body).toEqual({ ...first?.body, name: second?.ref.name });
  });

  test('is what depended on the first depends on, in the order of keys', () => {
    const far = refKey(compute('healthCheck', 'zz'));
    const near = refKey(compute('healthCheck', 'aa'));
    const dependsOn = [far, one.keys.backendService, near];
    const waiting = resource(compute('healthCheck', 'hc'), {}, { dependsOn });
    const state = named([...withGroups(30, 60), waiting], withGroups(0, 30));
    const kept = state.resources.find(({ ref }) => refKey(ref) === refKey(waiting.ref));
    expect(kept?.dependsOn).toEqual([besideOne(), near, far].sort());
  });

  test('is not needed beside one without groups, and is beside one that is a group too many', () => {
    const full = withGroups(0, BACKENDS_LIMIT);
    expect(wantedOf(named(full, withoutBackends(one.resources)))).toEqual([one.keys.backendService]);
    expect(wantedOf(named(full, withGroups(BACKENDS_LIMIT, BACKENDS_LIMIT + 1)))).toEqual([besideOne()]);
  });

  test('that stands is taken before the first is made anew, also while nothing is routed to it', () => {
    const moved = named(withGroups(30, 60), withGroups(0, 30));
    const second = moved.resources.filter(({ ref }) => ref.kind === 'backendService');
    expect(wantedOf(named(withGroups(30, 60), moved.resources, second))).toEqual([besideOne()]);
  });

  test('is not asked for by any other kind', () => {
    const map = resource(compute('urlMap', 'um'), {});
    const beside = resource(compute('urlMap', names.nameBeside(KINDS.of('backendService'), 'um', 1)), {});
    const desired = desiredOf([map]);
    expect(withSecondServices(KINDS, desired, appliedOf([beside]), observedOf([beside]))).toBe(desired);
  });

  test('is chosen without a record of what was written too', () => {
    const before = withGroups(0, 30);
    const state = withSecondServices(KINDS, desiredOf(withGroups(30, 60)), undefined, observedOf(before));
    expect(wantedOf(state)).toEqual([besideOne()]);
    const unread = observedOf([], [{ part: 'compute', kind: 'backendService', reason: 'reset' }]);
    const desired = desiredOf(withGroups(30, 60));
    expect(withSecondServices(KINDS, desired, undefined, unread)).toBe(desired);
  });

  test('is the one that stays: the next plan finds nothing to do, and the next change may go back', () => {
    const moved = named(withGroups(30, 60), withGroups(0, 30));
    expect(named(withGroups(30, 60), moved.resources)).toEqual(moved);
    const fewer = named(withGroups(30, 55), moved.resources);
    expect(wantedOf(fewer)).toEqual(wantedOf(moved));
    const back = named(withGroups(0, 30), moved.resources);
    expect(wantedOf(back)).toEqual([one.keys.backendService]);
  });

  test('is kept while both stand, whichever step a run got to', () => {
    const before = withGroups(0, 30);
    const moved = named(withGroups(30, 60), before);
    const second = moved.resources.filter(({ ref }) => ref.kind === 'backendService');
    expect(named(withGroups(30, 60), before, [...before, ...second])).toEqual(moved);
    const first = before.filter(({ ref }) => ref.kind === 'backendService');
    expect(named(withGroups(30, 60), moved.resources, [...moved.resources, ...first])).toEqual(moved);
    // Where both would do, the one that serves.
    const few = named(withGroups(10, 35), before, [...before, ...second]);
    expect(wantedOf(few)).toEqual([one.keys.backendService]);
    const routed = named(withGroups(25, 45), moved.resources, [...moved.resources, ...first]);
    expect(wantedOf(routed)).toEqual(wantedOf(moved));
  });

  test('makes room for a third when a newer revision finds two that are full', () => {
    const before = withGroups(0, 30);
    const moved = named(withGroups(30, 60), before);
    const both = [...before, ...moved.resources.filter(({ ref }) => ref.kind === 'backendService')];
    const third = wantedOf(named(withGroups(60, 90), before, both));
    expect(third).not.toEqual(wantedOf(moved));
    expect(third).not.toEqual([one.keys.backendService]);
  });

  test('moves nothing on the strength of what could not be read', () => {
    const moved = named(withGroups(30, 60), withGroups(0, 30));
    const unread: ObservedState = observedOf([], [{ part: 'compute', kind: 'backendService', reason: 'reset' }]);
    const state = withSecondServices(KINDS, desiredOf(withGroups(60, 90)), appliedOf(moved.resources), unread);
    expect(wantedOf(state)).toEqual(wantedOf(moved));
  });
});

test('the plan warms the second up, waits until it is healthy, moves the routes, and only then deletes the first', () => {
  const before = withGroups(0, 30);
  const desired = named(withGroups(30, 60), before);
  const { changes } = diff({
    kinds: KINDS,
    desired,
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  expect(gatesOf(changes, observedOf(before), undefined)).toEqual([]);
  const second = wantedOf(desired)[0] ?? '';
  const told = makePlan(RULES, FLEET, UNIT, changes)?.steps.map(({ phase, action }) => {
    const subject = 'key' in action ? action.key : action.of;
    const name =
      subject === second ? 'second' : subject === one.keys.backendService ? 'first' : subject.split('/').at(-1);
    return `${phase} ${action.type}${'stage' in action ? ` ${action.stage}` : ''} ${name}`;
  });
  expect(told).toEqual([
    'expand apply final second',
    'expand baseline first',
    'expand apply warm um-one',
    'expand await-health second',
    'switch apply final um-one',
    'settle settle first',
    'bake bake first',
    'contract delete first',
  ]);
});
