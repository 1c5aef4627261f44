// Documents → objects: identity, schema, meaning, each finding in its place.
import { describe, expect, it } from 'vitest';
import { ingress, readText, said, service } from './text.ts';

const BACKEND = '{serviceName: foo, servicePort: 8080}';

describe('identity', () => {
  it.each([
    ['a list', '- 1', 'not-an-object 1:1'],
    ['no name', service('foo').replace('name: foo, ', ''), 'not-an-object 3:1'],
    ['no namespace', service('foo').replace(', namespace: blue', ''), 'missing-namespace 3:1'],
    ['an old version', service('foo').replace('/v1', '/v1alpha1'), 'unknown-kind 1:13'],
    ['a misspelt kind', service('foo').replace('ClusterService', 'ClusterServce'), 'unknown-kind 2:7'],
  ])('%s leaves the set of objects unknown', (_, text, expected) => {
    const result = readText(text);
    expect(said(result)).toEqual([expected]);
    expect(result.incomplete).toEqual(['a.yaml']);
  });

  it('is not taken in by words that every object has', () => {
    expect(said(readText(service('foo').replace('MultiClusterService', 'toString')))).toEqual(['unknown-kind 2:7']);
  });
});

describe('schema', () => {
  it('names an unknown field and what was meant', () => {
    const result = readText(service('foo').replace('selector', 'selectors'));
    expect(said(result)).toEqual(['schema-violation 7:7']);
    expect(result.diagnostics[0]).toMatchObject({ hint: 'Did you mean "selector"?' });
  });

  it.each([
    ['ingress of networking.k8s.io', '{defaultBackend: {service: {name: foo}}}', '"backend"'],
    ['backend of networking.k8s.io', '{backend: {service: foo, servicePort: 1}}', '"serviceName"'],
  ])('hints at the old spelling for an %s', (_, spec, meant) => {
    const [first] = readText(ingress('i', spec)).diagnostics;
    expect(first?.hint).toContain(meant);
  });

  it.each([
    ['servicePort: 8080', 'servicePort: true'],
    ['name: i', 'name: I'],
    ['namespace: blue', 'namespace: "a/b"'],
    ['annotations: {}', 'annotations: {a: 1}'],
    ['annotations: {}', 'finalizers: []'],
  ])('refuses %s → %s', (from, to) => {
    const result = readText(ingress('i', `{backend: ${BACKEND}}`).replace(from, to));
    expect(result.diagnostics.map((d) => d.code)).toEqual(['schema-violation']);
    expect(result.manifests).toEqual([]);
  });

  it.each(['port: 0', 'port: 65536', 'port: web', 'port: 1.5', 'port: 80, protocol: UDP', 'port: 80, targetPort: 0'])(
    'refuses a port {%s}',
    (port) => {
      const result = readText(service('foo').replace('name: web, port: 8080', port));
      expect(result.diagnostics.map((d) => d.code)).toEqual(['schema-violation']);
    },
  );
});

describe('meaning', () => {
  it.each([
    ['/*', true],
    ['/a/*', true],
    ['/a.html', true],
    ['', true],
    ['a', false],
    ['/a*', false],
    ['/a/*/b', false],
    ['/a?b', false],
    ['/a#b', false],
    ['/a b', false],
  ])('path %j: %s', (path, valid) => {
    const rules = `[{http: {paths: [{path: ${JSON.stringify(path)}, backend: ${BACKEND}}]}}]`;
    const result = readText(ingress('i', `{backend: ${BACKEND}, rules: ${rules}}`));
    expect(result.diagnostics.map((d) => d.code)).toEqual(valid ? [] : ['invalid-path']);
  });

  it.each([
    ['foo.example.com', true],
    ['*.example.com', true],
    ['*', true],
    ['', true],
    ['Foo.example.com', false],
    ['foo.example.com:80', false],
    ['foo.*.com', false],
    ['10.0.0.1', false],
  ])('host %j: %s', (host, valid) => {
    const result = readText(ingress('i', `{backend: ${BACKEND}, rules: [{host: "${host}"}]}`));
    expect(result.diagnostics.map((d) => d.code)).toEqual(valid ? [] : ['invalid-host']);
  });

  it.each([
    ['203.0.113.10', true],
    ['my-ip', true],
    ['https://www.googleapis.com/compute/v1/projects/p/global/addresses/my-ip', true],
    ['projects/p/global/addresses/my-ip', true],
    ['256.0.0.1', false],
    ['010.0.0.1', false],
    ['2001:db8::1', false],
    ['projects/p/regions/r/addresses/a', false],
    ['', false],
  ])('static-ip %j: %s', (value, valid) => {
    const result = readText(ingress('i', `{backend: ${BACKEND}}`, `{networking.gke.io/static-ip: "${value}"}`));
    expect(result.diagnostics.map((d) => d.code)).toEqual(valid ? [] : ['invalid-static-ip']);
  });

  it('warns of a backend directly under a rule, and keeps the object', () => {
    const result = readText(ingress('i', `{backend: ${BACKEND}, rules: [{backend: ${BACKEND}}]}`));
    expect(result.diagnostics.map((d) => [d.code, d.severity])).toEqual([['rule-backend-shorthand', 'warning']]);
    expect(result.manifests).toHaveLength(1);
  });

  it('warns of annotations without meaning, and keeps the object', () => {
    const result = readText(
      ingress('i', `{backend: ${BACKEND}}`, '{networking.gke.io/static-ipp: "1.2.3.4", team: a}'),
    );
    expect(result.diagnostics).toMatchObject([
      { code: 'unknown-annotation', hint: 'Did you mean "networking.gke.io/static-ip"?' },
    ]);
    expect(result.manifests).toHaveLength(1);
  });

  it.each([
    ['cloud.google.com/backend-config', '{"default":"bc"}', []],
    ['cloud.google.com/backend-config', '{"ports":{"web":"bc","8080":"other"}}', []],
    ['cloud.google.com/backend-config', '{"ports":{"wep":"bc"}}', ['port-not-found']],
    ['cloud.google.com/backend-config', '{"ports":{"default":"bc"}}', ['invalid-annotation']],
    ['cloud.google.com/backend-config', '{"ports":["bc"]}', ['invalid-annotation']],
    ['cloud.google.com/backend-config', '{"default":1}', ['invalid-annotation']],
    ['cloud.google.com/backend-config', 'bc', ['invalid-annotation']],
    ['beta.cloud.google.com/backend-config', '{}', ['invalid-annotation']],
    ['networking.gke.io/app-protocols', '{"web":"HTTP2"}', []],
    ['networking.gke.io/app-protocols', '{"web":"HTTP"}', []],
    ['networking.gke.io/app-protocols', '{"web":"http2"}', ['invalid-annotation']],
    ['networking.gke.io/app-protocols', '{"8080":"HTTP2"}', ['port-not-found']],
    ['networking.gke.io/app-protocols', 'HTTP', ['invalid-annotation']],
    ['cloud.google.com/app-protocols', '{"web":"HTTPS"}', ['single-cluster-annotation']],
    ['service.alpha.kubernetes.io/app-protocols', '{"web":"HTTPS"}', ['single-cluster-annotation']],
    ['networking.gke.io/capacity-scaler', '0.05', ['schema-violation']],
    ['networking.gke.io/capacity-scaler', '0', ['schema-violation']],
    ['networking.gke.io/capacity-scaler', '0.1', []],
    ['networking.gke.io/max-rate-per-endpoint', '0', ['schema-violation']],
    ['networking.gke.io/max-rate-per-endpoint', '100', []],
  ])('%s: %s', (key, value, expected) => {
    const annotations = `namespace: blue, annotations: {${key}: '${value}'}`;
    const result = readText(service('foo').replace('namespace: blue', annotations));
    expect(result.diagnostics.map((d) => d.code)).toEqual(expected);
  });

  it('refuses an empty list of clusters and repeated ports', () => {
    expect(said(readText(service('foo', '  clusters: []')))).toEqual(['empty-clusters 9:13']);
    const twice = service('foo').replace('[{name: web, port: 8080}]', '[{name: a, port: 80}, {name: b, port: 80}]');
    expect(said(readText(twice))).toEqual(['schema-violation 8:52']);
  });

  it('reports everything at once, and uses neither of two objects of one name', () => {
    const text = [service('foo'), service('foo'), service('bar').replace('port: 8080', 'port: no')].join('---\n');
    const result = readText(text);
    expect(result.diagnostics.map((d) => d.code).sort()).toEqual([
      'ambiguous-scalar',
      'duplicate-object',
      'duplicate-object',
    ]);
    expect(result.manifests).toEqual([]);
    expect(result.rejected.map((r) => r.name)).toEqual(['bar', 'foo']);
  });
});
