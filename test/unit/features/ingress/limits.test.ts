// What is too much for Compute Engine is held before anything is written.
import { describe, expect, it } from 'vitest';
import {
  ASIA,
  backend,
  clusterFacts,
  compileText,
  EU,
  FACTS,
  ingress,
  namesOf,
  resourcesOf,
  service,
  US,
} from './blue.ts';

const zones = (region: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${region}-${String.fromCharCode(97 + index)}`);

function factsWith(count: number): typeof FACTS {
  return {
    ...FACTS,
    clusters: {
      [US]: clusterFacts('us', zones('us-west1', 20)),
      [EU]: clusterFacts('eu', zones('europe-north1', 20)),
      [ASIA]: clusterFacts('asia', zones('asia-east1', count)),
    },
  };
}

const FRONT = ingress('i', `{backend: ${backend('foo')}}`);

describe('groups of a backend service', () => {
  it('may be 50', () => {
    const compiled = compileText(service('foo') + FRONT, { facts: factsWith(10) });
    expect(compiled.diagnostics).toEqual([]);
    expect(resourcesOf(compiled, 'networkEndpointGroup')).toHaveLength(50);
  });

  it('are an error beyond, which holds the service and who refers to it', () => {
    const other = service('bar') + ingress('j', `{backend: ${backend('bar')}}`);
    const few = other.replace('spec:\n', `spec:\n  clusters: [{link: ${US}}]\n`);
    const compiled = compileText(service('foo') + FRONT + few, { facts: factsWith(11) });
    expect(compiled.diagnostics).toMatchObject([{ code: 'too-many-groups', source: { line: 3, column: 18 } }]);
    expect(compiled.diagnostics[0]?.message).toContain('51 network endpoint groups');
    expect(compiled.held).toEqual([
      'networking.gke.io/MultiClusterIngress/blue/i',
      'networking.gke.io/MultiClusterService/blue/foo',
    ]);
    expect(namesOf(compiled, 'urlMap')).toEqual([expect.stringContaining('blue-j')]);
  });

  it('of clusters without the namespace do not count', () => {
    const facts = factsWith(11);
    const asia = clusterFacts('asia', zones('asia-east1', 11), { namespaces: [] });
    const compiled = compileText(service('foo') + FRONT, {
      facts: { ...facts, clusters: { ...facts.clusters, [ASIA]: asia } },
    });
    expect(compiled.diagnostics.map(({ code }) => code)).toEqual(['namespace-missing']);
  });
});

describe('a URL map', () => {
  const withPaths = (hosts: number): string => {
    const paths = Array.from({ length: 1000 }, (_, index) => `{path: /p${index}.js, backend: *b}`).join(', ');
    const rules = Array.from({ length: hosts }, (_, index) => `{host: h${index}.example, http: {paths: [${paths}]}}`);
    return ingress('i', `{backend: &b ${backend('foo')}, rules: [${rules.join(', ')}]}`);
  };

  it('may be large', () => {
    expect(compileText({ 's.yaml': service('foo'), 'i.yaml': withPaths(5) }).diagnostics).toEqual([]);
  });

  it('is an error beyond a megabyte, at the rules', () => {
    const compiled = compileText({ 's.yaml': service('foo'), 'i.yaml': withPaths(7) });
    expect(compiled.diagnostics).toMatchObject([{ code: 'url-map-too-large', source: { file: 'i.yaml', line: 4 } }]);
    expect(compiled.held).toEqual(['networking.gke.io/MultiClusterIngress/blue/i']);
    expect(namesOf(compiled, 'urlMap')).toEqual([]);
  });
});

describe('case 4: a URL map counts what is made of the paths', () => {
  const prefixes = (count: number): string =>
    Array.from({ length: count }, (_, index) => `{path: /p${index}, pathType: Prefix, backend: *b}`).join(', ');
  const withHosts = (rules: string): Record<string, string> => ({
    's.yaml': service('foo'),
    'i.yaml': ingress('i', `{backend: &b ${backend('foo')}, rules: [${rules}]}`).replaceAll('{host:', '\n    {host:'),
  });

  it('a host may have 1000 path rules, of which a Prefix makes two', () => {
    const rules = `{host: a.example, http: {paths: [${prefixes(500)}]}}`;
    const compiled = compileText(withHosts(rules));
    expect(compiled.diagnostics).toEqual([]);
    const [map] = resourcesOf(compiled, 'urlMap');
    expect(map?.body['pathMatchers']).toMatchObject([{ pathRules: { length: 1000 } }]);
  });

  it('more is an error at the rule, with what makes fewer', () => {
    const rules = `{host: a.example, http: {paths: [${prefixes(2)}]}}, {host: b.example, http: {paths: [${prefixes(600)}]}}`;
    const compiled = compileText(withHosts(rules));
    expect(compiled.diagnostics).toMatchObject([
      {
        code: 'url-map-too-large',
        source: { file: 'i.yaml', line: 6, column: 5 },
        message: 'the paths of b.example become 1200 path rules, and at most 1000 are possible',
        hint: 'A path of type Prefix makes two rules: write /x/* without pathType where /x itself is not needed.',
      },
    ]);
    expect(compiled.held).toEqual(['networking.gke.io/MultiClusterIngress/blue/i']);
  });

  it('paths of several rules of one host count together, each once', () => {
    const files = (first: number, second: number): Record<string, string> => {
      const paths = (count: number, from: number): string =>
        Array.from({ length: count }, (_, index) => `{path: /p${from + index}/*, backend: *b}`).join(', ');
      return withHosts(
        `{host: a.example, http: {paths: [${paths(first, 0)}]}}, {host: a.example, http: {paths: [${paths(second, 500)}]}}`,
      );
    };
    expect(compileText(files(600, 500)).diagnostics).toEqual([]);
    expect(compileText(files(600, 501)).diagnostics).toMatchObject([
      { code: 'url-map-too-large', hint: 'Give some of the paths a host of their own: a path /x/* stands for many.' },
    ]);
  });

  it('may have 1000 hosts, as the schema has rules', () => {
    const hosts = (count: number): string =>
      Array.from({ length: count }, (_, index) => `{host: h${index}.example, backend: *b}`).join(', ');
    const codes = (count: number): readonly string[] => [
      ...new Set(compileText(withHosts(hosts(count))).diagnostics.map(({ code }) => code)),
    ];
    expect(codes(1000)).toEqual(['rule-backend-shorthand']);
    expect(codes(1001)).toContain('schema-violation');
  });
});

describe('a namespace', () => {
  it.each(['default', 'prod', 'dev'])('%s is warned of, on every object in it', (name) => {
    const text = (service('foo') + FRONT).replaceAll('namespace: blue', `namespace: ${name}`);
    const clusters = Object.fromEntries(
      Object.entries(FACTS.clusters).map(([link, facts]) => [link, { ...facts, namespaces: [name] }]),
    );
    const compiled = compileText(text, { facts: { ...FACTS, clusters } });
    expect(compiled.diagnostics).toMatchObject([
      { code: 'ambiguous-namespace', severity: 'warning', source: { line: 3 } },
      { code: 'ambiguous-namespace', severity: 'warning', source: { line: 9 } },
    ]);
    expect(compiled.held).toEqual([]);
  });
});
