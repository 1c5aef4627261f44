// What rules come to: turns and shares of regions, the zone of the caller, the breaker, time, in words.
import { expect, it } from 'vitest';
import { verdictLines } from '../../../../lib/features/mesh/index.ts';
import { wayInEffect } from '../../../../lib/features/mesh/verdict/in-effect.ts';
import { regionBalancing } from '../../../../lib/features/mesh/verdict/balancing.ts';
import { breakerOf } from '../../../../lib/features/mesh/verdict/breaker.ts';
import { ask, NAMESPACE, RULE, type Story, WHOLE } from './story.ts';

const lines = (story: Story, to = 'http://nodeapp1/') =>
  verdictLines(ask(story, 'default/nodeapp3', to).answer).filter((one) => !/^ {4}mesh-/.test(one));
const adding = (...rules: readonly string[]): Story => ({ ...WHOLE, south: [...WHOLE.south, ...rules] });
const destination = (policy: string, more = '') =>
  RULE('DestinationRule', 'a', `{host: nodeapp1, trafficPolicy: {${policy}}${more}}`);

it('has the turns of regions, and a breaker that works', () => {
  const breaker = 'outlierDetection: {consecutive5xxErrors: 3, baseEjectionTime: 15s, maxEjectionPercent: 50}';
  expect(lines(adding(destination(breaker))).slice(-2)).toEqual([
    '  asia-south1 (1 pod), then asia-southeast1 (1 pod) as pods fail; a pod is ejected after 3 errors in a row, for 15 s, and at most 50 % of the pods',
    '  no time limit, tried up to 3 times, where no answer came',
  ]);
});

it('has the shares of regions', () => {
  const shares = '{from: "asia-south1/*", to: {"asia-south1/*": 80, "asia-southeast1/*": 20}}';
  const setting = `loadBalancer: {localityLbSetting: {distribute: [${shares}]}}`;
  expect(lines(adding(destination(setting)))).toContain(
    '  80 % to asia-south1 (1 pod), 20 % to asia-southeast1 (1 pod); no breaker',
  );
});

it('has the ways of a route with their weights, and its time', () => {
  const subsets = ', subsets: [{name: a, labels: {version: v1}}, {name: b, labels: {version: v2}}]';
  const route = (name: string, weight: number) => `{destination: {host: nodeapp1, subset: ${name}}, weight: ${weight}}`;
  const rule = RULE(
    'VirtualService',
    'a',
    `{hosts: [nodeapp1], http: [{timeout: 4s, retries: {attempts: 1, retryOn: '5xx'}, route: [${route('a', 75)}, ${route('b', 25)}]}]}`,
  );
  expect(lines(adding(rule, destination('connectionPool: {}', subsets))).slice(-3)).toEqual([
    '  75 % to default/nodeapp1, subset a: all in asia-south1 (1 pod); no breaker',
    '  25 % to default/nodeapp1, subset b: all in asia-southeast1 (1 pod); no breaker',
    '  at most 4 s, tried up to 2 times, also after an answer of 5xx',
  ]);
});

it('has no retries for a caller without a sidecar', () => {
  const story = { ...WHOLE, south: [NAMESPACE('a: b'), ...WHOLE.south.slice(1)] };
  expect(lines(story).at(-1)).toBe('  no time limit, tried once');
});

it('puts the region of a failover before all others, and the zone of the caller first', () => {
  const cluster = (link: string, region: string, zones: readonly string[] = []) => ({ link, region, zones });
  const [own, near, far] = [cluster('a', 'r1', ['r1-a', 'r1-b']), cluster('b', 'r2'), cluster('c', 'r3')];
  const pods = [far, near, own].map((one) => ({ cluster: one, workload: { replicas: 2 }, containerPort: 1 })) as never;
  const policy = {
    outlierDetection: { maxEjectionPercent: 50 },
    loadBalancer: { localityLbSetting: { failover: [{ from: 'r1', to: 'r3' }] } },
  };
  const to = { service: { namespace: 'n', name: 's' }, share: 100 };
  const balancing = regionBalancing('r1', { prefersClose: false } as never, policy, pods);
  const way = wayInEffect(own as never, to, policy, balancing, breakerOf(policy, 6), pods);
  expect(way.regions.map(({ region, turn }) => `${region} ${turn}`)).toEqual(['r1 1', 'r3 2', 'r2 3']);
  expect(way.isOwnZoneFirst).toBe(true);
  const off = { ...policy, loadBalancer: { localityLbSetting: { enabled: false } } };
  const even = regionBalancing('r1', { prefersClose: false } as never, off, pods);
  const alike = wayInEffect(own as never, to, off, even, breakerOf(off, 6), pods);
  expect([alike.isOwnZoneFirst, new Set(alike.regions.map(({ turn }) => turn)).size]).toEqual([false, 1]);
});
