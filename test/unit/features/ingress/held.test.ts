// What is wrong between objects, where it is said, and what is held because of it.
import { describe, expect, it } from 'vitest';
import { ASIA, backend, clusterFacts, compileText, EU, FACTS, ingress, resourcesOf, service, US } from './blue.ts';

const I = 'networking.gke.io/MultiClusterIngress/blue/i';
const FOO = 'networking.gke.io/MultiClusterService/blue/foo';

function codes(compiled: ReturnType<typeof compileText>): readonly string[] {
  return compiled.diagnostics.map((d) => d.code);
}

describe('held objects', () => {
  it('holds an ingress that refers to an object in error, and says only what is wrong with that', () => {
    const compiled = compileText(
      service('foo').replace('port: 8080', 'port: 0') + ingress('i', `{backend: ${backend('foo')}}`),
    );
    expect(codes(compiled)).toEqual(['schema-violation']);
    expect(compiled.held).toEqual([I, FOO]);
    expect(Object.keys(compiled.sources)).toEqual([I, FOO]);
    expect(compiled.states.map((state) => [state.unit, state.resources.filter((r) => r.owners.length > 0)])).toEqual([
      ['_fleet', []],
      ['blue', []],
    ]);
  });

  it('compiles the neighbour of a held ingress', () => {
    const compiled = compileText(
      service('foo') +
        ingress('i', `{backend: ${backend('fo')}}`) +
        ingress('j', `{backend: ${backend('foo', 'web')}}`),
    );
    expect(compiled.held).toEqual([I]);
    expect(compiled.diagnostics).toMatchObject([{ code: 'backend-not-found', hint: 'Did you mean "foo"?' }]);
    expect(resourcesOf(compiled, 'urlMap').map((r) => r.owners)).toEqual([
      ['networking.gke.io/MultiClusterIngress/blue/j'],
    ]);
  });

  it('does not look for services in other namespaces', () => {
    const compiled = compileText(
      service('foo') + ingress('i', `{backend: ${backend('foo')}}`).replace('blue', 'green'),
    );
    expect(codes(compiled)).toEqual(['backend-not-found']);
  });

  it('does not say that a service is missing while a file may declare it', () => {
    const compiled = compileText({ 'a.yaml': ingress('i', `{backend: ${backend('foo')}}`), 'b.yaml': 'a: [' });
    expect(new Set(codes(compiled))).toEqual(new Set(['not-yaml']));
    expect(compiled.held).toEqual([I]);
    expect(compiled.incomplete).toBe(true);
  });

  it('reports every error of an ingress at once', () => {
    const rules = `[{http: {paths: [{path: /a/*, backend: ${backend('bar')}}, {path: /a/*, backend: ${backend('foo')}},
      {path: /a/*, backend: ${backend('foo', 1)}}, {path: /b/*, backend: ${backend('foo')}}]}},
      {http: {paths: [{path: /b/*, backend: ${backend('baz')}}]}}]`;
    const text = service('foo') + service('baz') + ingress('i', `{backend: ${backend('foo')}, rules: ${rules}}`);
    expect([...codes(compileText(text))].sort()).toEqual(['backend-not-found', 'conflicting-path', 'port-not-found']);
  });

  it('merges two rules of one host, and a path given twice with one backend', () => {
    const rule = (path: string): string => `{host: a.b, http: {paths: [{path: ${path}, backend: ${backend('foo')}}]}}`;
    const text =
      service('foo') +
      ingress('i', `{backend: ${backend('foo')}, rules: [${rule('/y/*')}, ${rule('/x/*')}, ${rule('/y/*')}]}`);
    const compiled = compileText(text);
    expect(compiled.diagnostics).toEqual([]);
    expect(resourcesOf(compiled, 'urlMap')[0]?.body).toMatchObject({
      hostRules: [{ hosts: ['a.b'] }],
      pathMatchers: [{ pathRules: [{ paths: ['/x/*'] }, { paths: ['/y/*'] }] }],
    });
  });
});

describe('addresses', () => {
  const front = (name: string, ip: string): string =>
    ingress(name, `{backend: ${backend('foo')}}`, `{networking.gke.io/static-ip: ${ip}}`);

  it('holds both claimants, however they spell the address', () => {
    const url = 'https://www.googleapis.com/compute/v1/projects/acme-net/global/addresses/reserved';
    for (const other of ['203.0.113.10', url]) {
      const compiled = compileText(service('foo') + front('j', 'reserved') + front('i', other));
      expect(codes(compiled)).toEqual(['address-conflict']);
      expect(compiled.diagnostics[0]?.message).toContain('blue/i');
      expect(compiled.held).toEqual([I, 'networking.gke.io/MultiClusterIngress/blue/j']);
    }
  });

  it('takes literals and known names as IPs, unknown ones as references, and makes none of its own then', () => {
    for (const [claim, expected] of [
      ['198.51.100.1', '198.51.100.1'],
      ['reserved', '203.0.113.10'],
      ['other', 'projects/acme-net/global/addresses/other'],
      ['projects/elsewhere/global/addresses/reserved', 'projects/elsewhere/global/addresses/reserved'],
    ] as const) {
      const compiled = compileText(service('foo') + front('i', claim));
      expect(resourcesOf(compiled, 'forwardingRule')[0]?.body['IPAddress']).toBe(expected);
      expect(resourcesOf(compiled, 'multiClusterIngressStatus')[0]?.body['status']).toMatchObject({ VIP: expected });
      expect(resourcesOf(compiled, 'address')).toEqual([]);
    }
  });
});

describe('namespaces and clusters', () => {
  const text = service('foo') + ingress('i', `{backend: ${backend('foo')}}`);
  const without = (link: string, state: 'fresh' | 'stale'): typeof FACTS => ({
    ...FACTS,
    clusters: { ...FACTS.clusters, [link]: clusterFacts('x', ['z-a'], { state, namespaces: [] }) },
  });

  it('leaves out a member that certainly lacks the namespace', () => {
    const compiled = compileText(text, { facts: without(ASIA, 'fresh') });
    expect(codes(compiled)).toEqual(['namespace-missing']);
    expect(resourcesOf(compiled, 'service').map((r) => 'cluster' in r.ref && r.ref.cluster)).toEqual([EU, US]);
  });

  it('gives a member that cannot be read the benefit of the doubt', () => {
    const compiled = compileText(text, { facts: without(ASIA, 'stale') });
    expect(codes(compiled)).toEqual([]);
    expect(resourcesOf(compiled, 'service')).toHaveLength(3);
  });

  it('holds objects whose namespace a config cluster certainly lacks', () => {
    const compiled = compileText(text, { facts: without(EU, 'fresh') });
    expect(codes(compiled)).toEqual(['config-namespace-missing']);
    expect(compiled.held).toEqual([I, FOO]);
  });

  it('makes nothing in a cluster of which nothing is known, and names it', () => {
    const { [ASIA]: _, ...clusters } = FACTS.clusters;
    const compiled = compileText(text, { facts: { ...FACTS, clusters } });
    expect(codes(compiled)).toEqual(['zones-unknown']);
    expect(compiled.unknownClusters).toEqual([ASIA]);
    const zones = resourcesOf(compiled, 'networkEndpointGroup').map((r) => ('zone' in r.ref ? r.ref.zone : undefined));
    expect(zones).toEqual(['europe-north1-a', 'us-west1-a', 'us-west1-b']);
    expect(resourcesOf(compiled, 'service')).toHaveLength(2);
  });

  it('refuses a link that is not in the fleet, at its place', () => {
    const compiled = compileText(service('foo', { more: '  clusters: [{link: us-west1/gke-uz}]\n' }));
    expect(compiled.diagnostics).toMatchObject([
      { code: 'unknown-cluster-link', source: { line: 6, column: 21 }, hint: `Did you mean "${US}"?` },
    ]);
  });

  it('warns of clusters without membership, and of a fleet without objects', () => {
    expect(codes(compileText(text, { facts: { ...FACTS, memberships: [EU, US] } }))).toEqual(['not-a-member']);
    expect(codes(compileText(''))).toEqual(['no-matching-manifest']);
  });
});
