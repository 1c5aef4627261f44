// What is told of rules and Services by themselves, and where clusters differ.
import { describe, expect, it } from 'vitest';
import { verdictLines } from '../../../../lib/features/mesh/index.ts';
import { ask, RULE, SERVICE, type Story, WHOLE, without } from './story.ts';

const found = (story: Story) => ask(story, 'default/nodeapp3', 'http://nodeapp1/').findings;
const south = (...rules: readonly string[]): Story => ({ ...WHOLE, south: [...WHOLE.south, ...rules] });

describe('a rule by itself', () => {
  it('has a failover without effect', () => {
    const setting = 'loadBalancer: {localityLbSetting: {failover: [{from: asia-south1, to: asia-southeast1}]}}';
    const rule = (more: string) => RULE('DestinationRule', 'a', `{host: nodeapp1, trafficPolicy: {${setting}${more}}}`);
    expect(found(south(rule('')))).toEqual(['mesh-failover-alone cluster-1/a.yaml:46']);
    expect(found(south(rule(', outlierDetection: {maxEjectionPercent: 50}'))).map((one) => one.split(' ')[0])).toEqual([
      'mesh-region-first',
    ]);
  });

  it('stands beside another one for its host', () => {
    const [one, two] = ['a', 'b'].map((name) => RULE('DestinationRule', name, '{host: nodeapp2}'));
    expect(found(south(one ?? '', two ?? ''))).toEqual(['mesh-two-rules cluster-1/a.yaml:51']);
    const elsewhere = RULE('DestinationRule', 'b', '{host: nodeapp2.default.svc.cluster.local}', 'other');
    expect(found(south(one ?? '', elsewhere))).toEqual([]);
  });

  it('cuts its own retries off', () => {
    const rule = (timeout: string) =>
      RULE(
        'VirtualService',
        'a',
        `{hosts: [nodeapp2], http: [{timeout: ${timeout}, retries: {attempts: 2, perTryTimeout: 2s}, route: [{destination: {host: nodeapp2}}]}]}`,
      );
    expect(found(south(rule('5s')))).toEqual(['mesh-retries-cut cluster-1/a.yaml:46']);
    expect(found(south(rule('6s')))).toEqual([]);
  });
});

describe('clusters that differ', () => {
  it('tells a rule that another cluster has otherwise, or lacks where it counts', () => {
    const rule = (tries: number) =>
      RULE('DestinationRule', 'a', `{host: nodeapp1, trafficPolicy: {connectionPool: {http: {maxRetries: ${tries}}}}}`);
    const twice = { ...south(rule(1)), east: [...WHOLE.east, rule(2)] };
    expect(found(twice)).toEqual(['mesh-rules-differ cluster-2/a.yaml:46']);
    expect(found({ ...twice, east: [...WHOLE.east, rule(1)] })).toEqual([]);
    // Nobody calls from the other cluster, so that the rule has no use there.
    expect(found(south(rule(1)))).toEqual([]);
    const policy = RULE('AuthorizationPolicy', 'a', '{rules: [{}]}');
    expect(found(south(policy))).toEqual(['mesh-rules-differ cluster-1/a.yaml:46']);
  });

  it('tells a Service that is headless in one of them', () => {
    const headless = WHOLE.south.map((one) =>
      one.includes('{name: nodeapp1, namespace') && one.includes('kind: Service')
        ? SERVICE('nodeapp1', 'clusterIP: None, ')
        : one,
    );
    expect(found({ ...WHOLE, south: headless })).toEqual([
      'mesh-services-differ cluster-1/a.yaml:9',
      'mesh-headless-port cluster-1/a.yaml:9',
    ]);
  });
});

describe('what to do', () => {
  const lines = (story: Story, to: string): string =>
    verdictLines(ask(story, 'default/nodeapp3', to).answer).join('\n');
  const renamed = SERVICE('nodeapp2', '', '[{name: http-web, port: 80, targetPort: 9000}]');
  const east = [...without(WHOLE.east, /kind: Service\nmetadata: {name: nodeapp2,/), renamed];

  it('is said of a port of another name, and not of discovery, which is well', () => {
    const story = { ...WHOLE, east };
    expect(ask(story, 'default/nodeapp3', 'http://nodeapp2/').findings).toEqual([
      'mesh-port-names-differ cluster-2/a.yaml:41',
    ]);
    expect(lines(story, 'http://nodeapp2/')).toContain('Give the port the same name in every cluster.');
    expect(lines(story, 'http://nodeapp2/')).not.toMatch(/mesh-no-endpoints|discovery/);
  });

  it('is nothing where the cluster of the other name has no pods of the Service', () => {
    const other = SERVICE('nodeapp3', '', '[{name: http-web, port: 80, targetPort: 9000}]');
    const story = { ...WHOLE, east: [...without(WHOLE.east, /kind: Service\nmetadata: {name: nodeapp3,/), other] };
    expect(ask(story, 'default/nodeapp1-v1', 'http://nodeapp3/').findings).toEqual([]);
  });

  it('has the Service made, where the fleet file has none made', () => {
    const story = { ...WHOLE, south: without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/) };
    expect(lines({ ...story, mesh: '{stubs: report}' }, 'http://nodeapp2/')).toMatch(
      /mesh-name-missing: .*stubs: create/,
    );
    expect(lines(story, 'http://nodeapp2/')).not.toContain('mesh-name-missing');
  });

  it('is an address, or a pod, of a headless Service that has none', () => {
    const headless = SERVICE('nodeapp2', 'clusterIP: None, ');
    const south = [...without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/), headless];
    expect(lines({ ...WHOLE, south }, 'http://nodeapp2/')).toMatch(/mesh-name-missing: Give the Service an address/);
  });
});
