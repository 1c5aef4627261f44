// What hangs together with what could not be read: of that nothing is taken away.
import { expect, test } from 'vitest';
import { RULES } from '../../../functions/wiring/rules.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { type DesiredResource, refKey, type ResourceRef, type UnknownPart } from '../../../lib/model/index.ts';
import { onUnknown, type Rules, type UnitStates } from '../../../lib/plan/index.ts';
import { appliedOf, compute, desiredOf, EU, MARK, observedOf, resource, UNIT, US } from '../balancer.ts';

const map = (name: string) => compute('urlMap', name);
const service = clusterRef('service', EU, 'web', UNIT);
const ZONE = 'europe-west1-a';
const group = compute('networkEndpointGroup', 'neg', ZONE);
const healthChecks: UnknownPart = { part: 'compute', kind: 'healthCheck', reason: 'HTTP 503' };
const cluster: UnknownPart = { part: 'cluster', cluster: EU, reason: 'HTTP 503' };

const states = (more: Partial<UnitStates> = {}): UnitStates => ({
  unit: UNIT,
  desired: [],
  applied: undefined,
  observed: observedOf([]),
  ...more,
});
const found = (unknown: readonly UnknownPart[], more: Partial<UnitStates>, rules: Rules = RULES) =>
  [...onUnknown(rules, states(more), unknown)].sort();
const keys = (...refs: readonly ResourceRef[]) => refs.map(refKey).sort();
const wanted = (...resources: readonly DesiredResource[]) => ({ desired: [desiredOf(resources)] });

test('is nothing where all was read', () => {
  expect(found([], wanted(resource(compute('healthCheck', 'hc'), {})))).toEqual([]);
});

test('is what is of that part, of one kind in one zone or of one cluster', () => {
  const all = wanted(resource(map('um'), {}), resource(group, {}), resource(service, {}));
  expect(found([{ part: 'compute', kind: 'networkEndpointGroup', zone: ZONE, reason: 'no' }], all)).toEqual(
    keys(group),
  );
  expect(found([{ part: 'compute', kind: 'networkEndpointGroup', zone: 'us-a', reason: 'no' }], all)).toEqual([]);
  expect(found([cluster], all)).toEqual(keys(service));
  expect(found([{ ...cluster, cluster: US }], all)).toEqual([]);
});

test('is what refers to it and what it refers to, however far, and what it depends on', () => {
  const check = compute('healthCheck', 'hc');
  const [backend, other] = [compute('backendService', 'bs'), compute('backendService', 'other')];
  const all = wanted(
    resource(backend, { healthChecks: [refKey(check)] }),
    resource(map('um'), { defaultService: refKey(backend) }),
    resource(group, {}, { dependsOn: [refKey(map('um'))] }),
    resource(other, {}),
  );
  // The check itself is in nobody's state: that it is referred to is enough.
  expect(found([healthChecks], all)).toEqual(keys(check, backend, map('um'), group));
});

test('is what derives from one object with it, and that object', () => {
  const owners = ['networking.gke.io/MultiClusterIngress/blue/web'];
  const all = wanted(
    resource(service, {}, { owners }),
    resource(map('um'), {}, { owners }),
    resource(map('x'), {}, { owners: ['other'] }),
  );
  expect(found([cluster], all)).toEqual([...keys(service, map('um')), ...owners].sort());
});

test('is what hands a value over with it, and what is judged as one with it', () => {
  const rule = (name: string, IPAddress: string) => resource(compute('forwardingRule', name), { IPAddress });
  const check = resource(compute('healthCheck', 'hc'), {});
  const waits = { ...rule('a', '203.0.113.7'), dependsOn: [refKey(check.ref)] };
  const all = wanted(check, waits, rule('b', '203.0.113.7'), rule('c', '203.0.113.8'));
  const [a, b] = [compute('forwardingRule', 'a'), compute('forwardingRule', 'b')];
  expect(found([healthChecks], all)).toEqual([...keys(check.ref, a, b), 'forwardingRule 203.0.113.7'].sort());
  const rules: Rules = {
    ...RULES,
    of: (kind) => (kind === 'urlMap' ? { together: ({ ref }) => ref.name[0] ?? '' } : {}),
  };
  const maps = wanted(
    resource(map('a1'), {}, { dependsOn: [refKey(check.ref)] }),
    resource(map('a2'), {}),
    resource(map('b1'), {}),
    check,
  );
  expect(found([healthChecks], maps, rules)).toEqual([...keys(check.ref, map('a1'), map('a2')), 'urlMap a'].sort());
});

test('is known from what is on record and from what stands, too', () => {
  const check = refKey(compute('healthCheck', 'hc'));
  const [record, seen] = [resource(map('old'), { service: check }), resource(map('um'), { service: check })];
  expect(found([healthChecks], { applied: appliedOf([record]) })).toEqual([check, ...keys(map('old'))].sort());
  const wantedOnly = resource(map('um'), {});
  expect(found([healthChecks], { ...wanted(wantedOnly), observed: observedOf([seen]) })).toEqual(
    [check, ...keys(map('um'))].sort(),
  );
});

test('is what only carries the mark of the unit: nobody knows what it hangs together with', () => {
  const marked = resource(map('stray'), {});
  const others = resource(map('others'), { description: MARK.replace(UNIT, 'green') });
  const unmarked = { ref: map('theirs'), body: { description: MARK }, ours: false };
  const { resources, unknown } = observedOf([marked, others]);
  const observed = { resources: new Map([...resources, [refKey(unmarked.ref), unmarked]]), unknown };
  expect(found([healthChecks], { observed })).toEqual(keys(map('stray')));
});

test('joins nobody by what is of no kind of ours', () => {
  const network = 'projects/my-project/global/networks/default';
  const all = wanted(resource(compute('healthCheck', 'hc'), { network }), resource(map('um'), { network }));
  expect(found([healthChecks], all)).toEqual(keys(compute('healthCheck', 'hc')));
});
