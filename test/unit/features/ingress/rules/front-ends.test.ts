// What is put in front of a load balancer, and in which order addresses change hands: nobody waits for what waits for
// him.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { type Change, diff } from '../../../../../lib/diff/index.ts';
import type { DesiredResource, ObservedState } from '../../../../../lib/model/index.ts';
import { makePlan, type Plan } from '../../../../../lib/plan/index.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, US } from '../../../balancer.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';

function planOf(
  before: readonly DesiredResource[],
  after: readonly DesiredResource[],
  observed: ObservedState = observedOf(before),
): Plan {
  const plan = makePlan(RULES, 'prod', 'blue', changesOf(before, after, observed));
  if (plan === undefined) throw new TypeError('there is something to do');
  return plan;
}

function changesOf(
  before: readonly DesiredResource[],
  after: readonly DesiredResource[],
  observed: ObservedState,
): readonly Change[] {
  const applied = appliedOf(before);
  return diff({ kinds: KINDS, desired: desiredOf(after), applied, observed, takeover: false, pendingCause: 'pending' })
    .changes;
}

/** `apply forwardingRules/fr-one`: the step's id without phase, project and namespace. */
const short = (id: string) => id.replace(/^\S+ /, '').replace(/(?:projects|clusters)\/.*\/([^/]+\/[^/]+)$/, '$1');

/** Everything that has to be done before a step. */
function behind(plan: Plan, step: string): readonly string[] {
  const needsOf = (id: string) => plan.steps.find((one) => one.id === id)?.needs ?? [];
  const [own] = plan.steps.filter(({ id }) => short(id) === step);
  if (own === undefined) throw new TypeError(`no ${step} among ${plan.steps.map(({ id }) => short(id)).join(', ')}`);
  const all = new Set(own.needs);
  for (const id of all) for (const need of needsOf(id)) all.add(need);
  return [...all].map(short);
}

describe('case 62: a front end that is lost while a route moves', () => {
  const before = balancer({ name: 'one', clusters: [EU] });
  const after = balancer({ name: 'one', clusters: [EU], version: 2 });
  const without = (...keys: readonly string[]): ObservedState => {
    const { resources, unknown } = observedOf(before.resources);
    return { unknown, resources: new Map([...resources].filter(([key]) => !keys.includes(key))) };
  };

  test('is made at once, and what waits for health waits for it', () => {
    const plan = planOf(before.resources, after.resources, without(before.keys.rule, before.keys.proxy));
    expect(behind(plan, 'apply targetHttpProxies/tp-one')).toEqual([]);
    expect(behind(plan, 'apply forwardingRules/fr-one')).toEqual(['apply targetHttpProxies/tp-one']);
    expect(behind(plan, 'await-health backendServices/bs-one-v2')).toContain('apply forwardingRules/fr-one');
    expect(behind(plan, 'apply urlMaps/um-one')).toContain('await-health backendServices/bs-one-v2');
  });

  test('is made at once when only the rule is gone', () => {
    const plan = planOf(before.resources, after.resources, without(before.keys.rule));
    expect(behind(plan, 'apply forwardingRules/fr-one')).toEqual([]);
  });

  test('is put in its place at once when somebody made the rule another one', () => {
    const { resources, unknown } = observedOf(before.resources);
    const rule = resources.get(before.keys.rule);
    if (rule === undefined) throw new TypeError('there is a rule');
    const other = { ...rule, body: { ...rule.body, portRange: '81-81', target: 'other' } };
    const observed = { unknown, resources: new Map([...resources, [before.keys.rule, other] as const]) };
    const plan = planOf(before.resources, after.resources, observed);
    expect(behind(plan, 'delete forwardingRules/fr-one')).toEqual([]);
  });
});

describe('a front end that is made anew', () => {
  const before = balancer({ name: 'one', clusters: [EU] });
  const after = balancer({ name: 'one', clusters: [EU], version: 2 });
  /** As before, without the proxy, and with one thing that somebody made otherwise. */
  const meddled = (key: string, body: JsonObject): ObservedState => {
    const { resources, unknown } = observedOf(before.resources);
    const seen = resources.get(key);
    if (seen === undefined) throw new TypeError('it stands');
    const other = { ...seen, body: { ...seen.body, ...body } };
    const all = new Map([...resources, [key, other] as const].filter(([one]) => one !== before.keys.proxy));
    return { unknown, resources: all };
  };
  const waits = (plan: Plan, step: string) => behind(plan, step).filter((id) => /^(?:settle|bake)/.test(id));

  test('waits for no bake where somebody else put it there: it serves nothing of ours', () => {
    const plan = planOf(before.resources, after.resources, meddled(before.keys.rule, { portRange: '81-81' }));
    expect(waits(plan, 'delete forwardingRules/fr-one')).toEqual([]);
  });

  test('waits for the bake where the manifests ask for it: until then it serves', () => {
    const asked = after.resources.map((one) =>
      one.ref.kind === 'forwardingRule' ? { ...one, body: { ...one.body, portRange: '81-81' } } : one,
    );
    const plan = planOf(before.resources, asked, meddled(before.keys.rule, {}));
    expect(waits(plan, 'delete forwardingRules/fr-one')).toHaveLength(2);
  });

  test('is the only thing that does not wait: a backend that somebody made otherwise may serve', () => {
    const hosts = balancer({ name: 'one', clusters: [EU], hosts: ['a.example'] });
    const scheme = { loadBalancingScheme: 'EXTERNAL' };
    const plan = planOf(before.resources, hosts.resources, meddled(before.keys.backendService, scheme));
    expect(waits(plan, 'delete backendServices/bs-one-v1')).toHaveLength(2);
  });
});

describe('case 70: a static address', () => {
  const IP = '203.0.113.2';
  const at = (name: string, ip: string | undefined): readonly DesiredResource[] =>
    balancer({ name, clusters: [US] }).resources.flatMap((one) => {
      if (ip === undefined || one.ref.kind === 'networkEndpointGroup') return [one];
      if (one.ref.kind === 'address') return [];
      return [one.ref.kind === 'forwardingRule' ? { ...one, body: { ...one.body, IPAddress: ip } } : one];
    });

  test('is let go by the one before the other gives up what it has', () => {
    const plan = planOf([...at('a', IP), ...at('b', undefined)], [...at('a', undefined), ...at('b', IP)]);
    expect(behind(plan, 'delete forwardingRules/fr-b')).toContain('delete forwardingRules/fr-a');
    expect(behind(plan, 'delete forwardingRules/fr-a')).not.toContain('delete forwardingRules/fr-b');
    expect(behind(plan, 'apply forwardingRules/fr-b')).toContain('delete forwardingRules/fr-a');
    expect(behind(plan, 'delete addresses/ip-b')).toContain('delete forwardingRules/fr-b');
  });

  test('whoever has the first name goes first just the same', () => {
    const plan = planOf([...at('b', IP), ...at('a', undefined)], [...at('b', undefined), ...at('a', IP)]);
    expect(behind(plan, 'delete forwardingRules/fr-a')).toContain('delete forwardingRules/fr-b');
  });

  test('of an ingress that goes is let go before a new one takes it', () => {
    const plan = planOf(at('a', IP), at('b', IP));
    expect(behind(plan, 'apply forwardingRules/fr-b')).toContain('delete forwardingRules/fr-a');
  });

  test('changes hands inside one part of the graph, too', () => {
    const shared = (name: string, ip: string | undefined, version = 1) =>
      balancer({ name: 'one', clusters: [US], version }).resources.flatMap((one) => {
        const isFront = ['urlMap', 'targetHttpProxy', 'address', 'forwardingRule'].includes(one.ref.kind);
        if (!isFront) return [one];
        const [own] = at(name, ip).filter(({ ref }) => ref.kind === one.ref.kind);
        const services = balancer({ name: 'one', clusters: [US], version }).keys.backendService;
        if (own === undefined) return [];
        return [own.ref.kind === 'urlMap' ? { ...own, body: { ...own.body, defaultService: services } } : own];
      });
    const plan = planOf(
      [...shared('a', IP), ...shared('c', undefined)],
      [...shared('b', IP, 2), ...shared('c', undefined, 2)],
    );
    expect(behind(plan, 'delete forwardingRules/fr-a')).not.toContain('apply forwardingRules/fr-b');
    expect(behind(plan, 'apply forwardingRules/fr-b')).toContain('delete forwardingRules/fr-a');
  });

  test('that two exchange is free before either takes its new one', () => {
    const other = '203.0.113.3';
    const plan = planOf([...at('a', IP), ...at('b', other)], [...at('a', other), ...at('b', IP)]);
    for (const name of ['a', 'b']) {
      expect(behind(plan, `apply forwardingRules/fr-${name}`)).toEqual(
        expect.arrayContaining(['delete forwardingRules/fr-a', 'delete forwardingRules/fr-b']),
      );
    }
  });

  test('is known by its number where somebody else reserved it', () => {
    const reserved = balancer({ name: 'theirs', clusters: [EU] }).resources.find(({ ref }) => ref.kind === 'address');
    if (reserved === undefined) throw new TypeError('there is an address');
    const before = [...at('a', IP), ...at('b', undefined)];
    const { resources, unknown } = observedOf(before);
    const key = balancer({ name: 'theirs', clusters: [EU] }).keys.address;
    const theirs = { ref: reserved.ref, body: { name: 'theirs', address: IP }, ours: false };
    const observed = { unknown, resources: new Map([...resources, [key, theirs] as const]) };
    const plan = planOf(before, [...at('b', IP)], observed);
    expect(behind(plan, 'delete forwardingRules/fr-b')).toContain('delete forwardingRules/fr-a');
  });
});
