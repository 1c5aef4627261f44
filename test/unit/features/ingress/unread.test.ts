// The walk of a load balancer while one kind cannot be read in one config cluster (case 64): what has its copy there is
// not taken down, and its VIP stays; what only adds goes on in all other places, and what has no copy of that kind
// goes.
import { expect, it } from 'vitest';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { planUnits } from '../../../../lib/app/planning/plan-units.ts';
import { takesAway } from '../../../../lib/diff/index.ts';
import { type AppliedState, isIn, refKey, type UnknownPart } from '../../../../lib/model/index.ts';
import { ASIA, backend, compileText, EU, FACTS, FLEET, ingress, service, US } from './blue.ts';

const SERVICES = service('foo') + service('bar');
const WEB = ingress('web', `{backend: ${backend('foo')}}`);
const SHOP = ingress('shop', `{backend: ${backend('bar')}}`);
const BEFORE = SERVICES + service('spare') + WEB + SHOP;
const in403 = (cluster: string, ...kinds: readonly string[]): UnknownPart => ({
  part: 'cluster',
  cluster,
  kinds,
  reason: '403',
  refused: true,
});

/** What is planned for the namespace, where BEFORE stands. */
function planned(text: string, unknown: readonly UnknownPart[]) {
  const standing = compileText(BEFORE).states.find(({ unit }) => unit === 'blue')?.resources ?? [];
  const resources = Object.fromEntries(standing.map((resource) => [refKey(resource.ref), resource]));
  const seen = standing.filter(({ ref }) => !unknown.some((part) => isIn(part, ref)));
  const { units } = planUnits({
    rules: RULES,
    fleet: FLEET,
    policy: FLEET.policy,
    compiled: compileText(text),
    facts: FACTS,
    applied: new Map([
      ['blue', { unit: 'blue', resources, addresses: {}, usedApprovals: {} } as unknown as AppliedState],
    ]),
    damaged: new Map(),
    unrecorded: new Set(),
    inFlight: [],
    standing: new Map(),
    pins: new Map(),
    approvals: new Map(),
    observed: {
      resources: new Map(seen.map(({ ref, body, maker }) => [refKey(ref), { ref, body, ours: maker !== 'gke' }])),
      unknown,
    },
    quotas: undefined,
    commit: 'c1',
    placeOf: () => undefined,
  });
  const own = units.filter(({ envelope }) => envelope.unit === 'blue');
  const changes = own.flatMap(({ plan }) => plan?.changes ?? []);
  return {
    changes,
    words: changes.map(({ kind, ref }) => `${kind} ${ref.kind} ${'cluster' in ref ? ref.cluster : ''}`.trim()).sort(),
    held: [...new Set(own.flatMap(({ envelope }) => envelope.held ?? []))],
    isPartial: own.some(({ envelope }) => envelope.partial),
  };
}

const COPIES = [in403(EU, 'multiClusterIngress', 'multiClusterIngressStatus')];

it('a load balancer of which one copy is not known keeps its VIP and all it has; what has no copy of that kind goes', () => {
  const { words, held } = planned(SERVICES + WEB, COPIES);
  expect(words).toEqual([`delete multiClusterService ${EU}`, `delete multiClusterService ${US}`]);
  expect(held).toEqual([expect.stringContaining('MultiClusterIngress/blue/shop'), expect.stringContaining('blue/bar')]);
  const { changes } = planned(SERVICES + WEB, []);
  expect(changes.filter(takesAway).map(({ ref }) => ref.kind)).toContain('address');
});

it('a new host is served, and told in the cluster that can be read', () => {
  const rules = `[{host: new.example.com, http: {paths: [{backend: ${backend('foo')}}]}}]`;
  const grown = BEFORE.replace(WEB, ingress('web', `{backend: ${backend('foo')}, rules: ${rules}}`));
  const { words, held } = planned(grown, COPIES);
  expect(words).toEqual([`update multiClusterIngress ${US}`, 'update urlMap']);
  expect(held).toEqual([]);
});

it('a kind that nothing of the namespace has anything to do with is as if it were known', () => {
  const unknown = [in403(US, 'customResourceDefinition'), in403(ASIA, 'serviceExport')];
  expect(planned(SERVICES + WEB, unknown)).toEqual(planned(SERVICES + WEB, []));
  expect(planned(SERVICES + WEB, unknown).isPartial).toBe(false);
});
