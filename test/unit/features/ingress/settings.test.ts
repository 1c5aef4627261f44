// What BackendConfig, app protocols, FrontendConfig and certificates make of the graph.
import { describe, expect, it } from 'vitest';
import { backend, compileText, FLEET, ingress, namesOf, resourcesOf, service } from './blue.ts';

const FRONT = ingress('i', `{backend: ${backend('foo')}}`);

function configured(annotations: string): string {
  return service('foo').replace('namespace: blue}', `namespace: blue, annotations: {${annotations}}}`);
}

function config(name: string, spec: string): string {
  return `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: ${name}, namespace: blue}
spec: ${spec}
---
`;
}

function frontendConfig(spec: string): string {
  return `apiVersion: networking.gke.io/v1beta1
kind: FrontendConfig
metadata: {name: front, namespace: blue}
spec: ${spec}
---
`;
}

const GA = 'cloud.google.com/backend-config';
const BETA = 'beta.cloud.google.com/backend-config';

function timeoutWith(annotations: string): unknown {
  const configs = ['a', 'b', 'c'].map((name, index) => config(name, `{timeoutSec: ${index + 1}}`)).join('');
  const compiled = compileText(configs + configured(annotations) + FRONT);
  expect(compiled.diagnostics.filter(({ code }) => code !== 'unused-config')).toEqual([]);
  return resourcesOf(compiled, 'backendService')[0]?.body['timeoutSec'];
}

describe('the BackendConfig of a port', () => {
  it.each([
    [`${GA}: '{"ports":{"web":"a","8080":"b"},"default":"c"}'`, 1],
    [`${GA}: '{"ports":{"8080":"b"},"default":"c"}'`, 2],
    [`${GA}: '{"default":"c"}'`, 3],
    [`${BETA}: '{"default":"b"}'`, 2],
    [`${GA}: '{"default":"a"}', ${BETA}: '{"default":"b"}'`, 1],
  ])('%s', (annotations, expected) => {
    expect(timeoutWith(annotations)).toBe(expected);
  });

  it('holds what refers to it while it is in error, and owns what it sets up', () => {
    const uses = configured(`${GA}: '{"default":"a"}'`);
    const wrong = compileText(config('a', '{timeoutSec: 0}') + uses + FRONT);
    expect(wrong.diagnostics.map((d) => d.code)).toEqual(['schema-violation']);
    expect(wrong.held).toEqual([
      'cloud.google.com/BackendConfig/blue/a',
      'networking.gke.io/MultiClusterIngress/blue/i',
      'networking.gke.io/MultiClusterService/blue/foo',
    ]);
    const right = compileText(config('a', '{timeoutSec: 1}') + uses + FRONT);
    expect(resourcesOf(right, 'healthCheck')[0]?.owners).toContain('cloud.google.com/BackendConfig/blue/a');
    expect(resourcesOf(right, 'backendConfig')).toHaveLength(2);
  });

  it('must exist in the namespace, unless a file that cannot be read may hold it', () => {
    const uses = configured(`${GA}: '{"default":"a"}'`) + FRONT;
    const elsewhere = config('a', '{}').replace('blue', 'green');
    expect(compileText(elsewhere + uses).diagnostics.map((d) => d.code)).toEqual(['unused-config', 'config-not-found']);
    const hidden = compileText({ 'a.yaml': uses, 'b.yaml': 'a: [' });
    expect(new Set(hidden.diagnostics.map((d) => d.code))).toEqual(new Set(['not-yaml']));
    expect(hidden.held).toContain('networking.gke.io/MultiClusterService/blue/foo');
  });

  it('is copied in the version in which it is stored, also without a spec', () => {
    const beta = config('a', '{}').replace('cloud.google.com/v1', 'cloud.google.com/v1beta1').replace('spec: {}\n', '');
    const [copy] = resourcesOf(compileText(beta), 'backendConfig');
    expect(copy?.body).toMatchObject({ apiVersion: 'cloud.google.com/v1', kind: 'BackendConfig' });
    expect(copy?.body).not.toHaveProperty('spec');
  });
});

describe('names of backends', () => {
  const plain = compileText(configured(`${GA}: '{"default":"a"}'`) + config('a', '{}') + FRONT);
  const named = (spec: string, annotations = `${GA}: '{"default":"a"}'`): ReturnType<typeof compileText> =>
    compileText(configured(annotations) + config('a', spec) + FRONT);

  it.each(['{healthCheck: {requestPath: /ready}}', '{healthCheck: {type: HTTP2}}', '{healthCheck: {port: 9090}}'])(
    'are new with another probe: %s',
    (spec) => {
      for (const kind of ['backendService', 'healthCheck'] as const) {
        expect(namesOf(named(spec), kind)).not.toEqual(namesOf(plain, kind));
      }
      for (const kind of ['networkEndpointGroup', 'service', 'urlMap'] as const) {
        expect(namesOf(named(spec), kind)).toEqual(namesOf(plain, kind));
      }
    },
  );

  it('are new with another protocol, and the probe follows it', () => {
    const after = named('{}', `${GA}: '{"default":"a"}', networking.gke.io/app-protocols: '{"web":"HTTPS"}'`);
    expect(namesOf(after, 'backendService')).not.toEqual(namesOf(plain, 'backendService'));
    expect(resourcesOf(after, 'backendService')[0]?.body['protocol']).toBe('HTTPS');
    expect(resourcesOf(after, 'healthCheck')[0]?.body).toMatchObject({
      type: 'HTTPS',
      httpsHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/' },
    });
  });

  it.each(['{timeoutSec: 5}', '{cdn: {enabled: true}}', '{securityPolicy: {name: p}}', '{logging: {enable: false}}'])(
    'stay the same with other settings: %s',
    (spec) => {
      expect(namesOf(named(spec), 'backendService')).toEqual(namesOf(plain, 'backendService'));
    },
  );
});

describe('settings', () => {
  const bodyWith = (spec: string): unknown =>
    resourcesOf(compileText(configured(`${GA}: '{"default":"a"}'`) + config('a', spec) + FRONT), 'backendService')[0]
      ?.body;

  it('say a rate of 0 when logging is off', () => {
    expect(bodyWith('{logging: {enable: false, sampleRate: 0.5}}')).toMatchObject({
      logConfig: { enable: false, sampleRate: 0 },
    });
  });

  it('name, detach or leave alone a security policy', () => {
    expect(bodyWith('{securityPolicy: {name: p}}')).toMatchObject({
      securityPolicy: 'projects/acme-net/global/securityPolicies/p',
    });
    expect(bodyWith('{securityPolicy: {name: ""}}')).toMatchObject({ securityPolicy: '' });
    expect(bodyWith('{}')).not.toHaveProperty('securityPolicy');
  });

  it.each([
    ['CACHE_ALL_STATIC', ['clientTtl', 'defaultTtl', 'maxTtl']],
    ['FORCE_CACHE_ALL', ['clientTtl', 'defaultTtl']],
    ['USE_ORIGIN_HEADERS', []],
  ])('give the lifetimes that %s reads', (cacheMode, expected) => {
    const { cdnPolicy } = bodyWith(`{cdn: {enabled: true, cacheMode: ${cacheMode}}}`) as { cdnPolicy: object };
    expect(Object.keys(cdnPolicy).filter((key) => /^(?:client|default|max)Ttl$/.test(key))).toEqual(expected);
  });

  it('leave the CDN policy alone while CDN is off', () => {
    expect(bodyWith('{cdn: {enabled: false, clientTtl: 5}}')).toMatchObject({ enableCDN: false });
    expect(bodyWith('{cdn: {enabled: false}}')).not.toHaveProperty('cdnPolicy');
  });

  it('count members of cachePolicy as off that are left out', () => {
    expect(bodyWith('{cdn: {enabled: true}}')).toMatchObject({
      cdnPolicy: { cacheKeyPolicy: { includeHost: true, includeProtocol: true, includeQueryString: true } },
    });
    expect(bodyWith('{cdn: {enabled: true, cachePolicy: {includeHost: true}}}')).toMatchObject({
      cdnPolicy: { cacheKeyPolicy: { includeHost: true, includeProtocol: false, includeQueryString: false } },
    });
  });
});

describe('front ends', () => {
  const withFront = (spec: string, annotations: string): ReturnType<typeof compileText> =>
    compileText(frontendConfig(spec) + service('foo') + ingress('i', `{backend: ${backend('foo')}}`, annotations));
  const CERTS = 'networking.gke.io/pre-shared-certs: "b,a"';
  const CONFIG = 'networking.gke.io/frontend-config: front';

  it('stand on one address, and leave names of plain HTTP as they were', () => {
    const before = compileText(service('foo') + FRONT);
    const after = withFront('{}', `{${CERTS}, ${CONFIG}}`);
    const rules = resourcesOf(after, 'forwardingRule').map(({ body }) => body);
    expect(new Set(rules.map((body) => body['portRange']))).toEqual(new Set(['443-443', '80-80']));
    expect(new Set(rules.map((body) => body['IPAddress'])).size).toBe(1);
    expect(resourcesOf(after, 'address')).toHaveLength(1);
    for (const kind of ['address', 'targetHttpProxy', 'urlMap'] as const) {
      expect(namesOf(after, kind)).toEqual(namesOf(before, kind));
    }
    expect(namesOf(after, 'forwardingRule')).toEqual(expect.arrayContaining([...namesOf(before, 'forwardingRule')]));
    expect(resourcesOf(after, 'targetHttpsProxy')[0]?.body).not.toHaveProperty('sslPolicy');
  });

  it('send nobody to HTTPS before it stands', () => {
    const after = withFront('{redirectToHttps: {enabled: true}}', `{${CERTS}, ${CONFIG}}`);
    const [proxy] = resourcesOf(after, 'targetHttpProxy');
    expect(proxy?.dependsOn.some((key) => key.includes('/forwardingRules/'))).toBe(true);
    expect(proxy?.body['urlMap']).toContain('-redirect-');
    const urlMaps = resourcesOf(after, 'multiClusterIngressStatus').map(({ body }) => JSON.stringify(body));
    for (const status of urlMaps) expect(status).not.toContain('-redirect-');
  });

  it.each([
    [`{${CONFIG}}`, '{redirectToHttps: {enabled: true}}', ['redirect-without-certificate']],
    ['{networking.gke.io/frontend-config: frnt}', '{}', ['config-not-found']],
    [`{${CONFIG}}`, '{sslPolicy: Modern}', ['schema-violation']],
    [`{networking.gke.io/pre-shared-certs: "a, a", ${CONFIG}}`, '{}', ['invalid-annotation']],
    [
      `{networking.gke.io/pre-shared-certs: "${Array.from({ length: 16 }, (_, i) => `c${i}`).join()}", ${CONFIG}}`,
      '{}',
      ['invalid-annotation'],
    ],
  ])('%s with %s: %j', (annotations, spec, expected) => {
    const compiled = withFront(spec, annotations);
    expect(compiled.diagnostics.map((d) => d.code)).toEqual(expected);
    expect(compiled.held).toContain('networking.gke.io/MultiClusterIngress/blue/i');
  });

  it('of the hosted controller need what that needs', () => {
    const fleet = { ...FLEET, controller: 'gke' as const };
    const text = (annotations: string): string =>
      service('foo') + ingress('i', `{backend: ${backend('foo')}}`, annotations);
    const codes = (annotations: string): readonly string[] =>
      compileText(text(annotations), { fleet }).diagnostics.map((d) => d.code);
    expect(codes(`{${CERTS}}`)).toEqual(['hosted-controller-refuses']);
    expect(codes(`{${CERTS}, networking.gke.io/static-ip: 203.0.113.10}`)).toEqual([]);
    expect(codes('{networking.gke.io/static-ip: reserved}')).toEqual(['hosted-controller-refuses']);
    const tls = service('foo') + ingress('i', `{backend: ${backend('foo')}, tls: [{secretName: cert}]}`);
    expect(compileText(tls, { fleet }).diagnostics.map((d) => d.code)).toEqual(['hosted-controller-refuses']);
  });

  it('of the hosted controller are warned of where that reads them otherwise', () => {
    const fleet = { ...FLEET, controller: 'gke' as const };
    const rule = (path: string): string =>
      `{host: a.example, http: {paths: [{path: ${path}, backend: ${backend('foo')}}]}}`;
    const twice =
      service('foo') + ingress('i', `{backend: ${backend('foo')}, rules: [${rule('/x/*')}, ${rule('/y/*')}]}`);
    const { diagnostics, held } = compileText(twice, { fleet });
    expect(held).toEqual([]);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['hosted-controller-differs', 'for the hosted controller this rule replaces all earlier ones of a.example'],
    ]);
    expect(compileText(twice).diagnostics).toEqual([]);
    const short =
      service('foo') +
      ingress('i', `{backend: ${backend('foo')}, rules: [{host: a.example, backend: ${backend('foo')}}]}`);
    expect(compileText(short, { fleet }).diagnostics.map(({ code }) => code)).toEqual([
      'hosted-controller-differs',
      'rule-backend-shorthand',
    ]);
  });
});

interface Matcher {
  readonly pathRules: readonly { readonly paths: readonly [string]; readonly service: string }[];
}

describe('path types', () => {
  const paths = (list: string): Record<string, string> => {
    const text =
      service('foo') +
      service('bar') +
      ingress('i', `{backend: ${backend('foo')}, rules: [{http: {paths: [${list}]}}]}`);
    const compiled = compileText(text);
    if (compiled.diagnostics.length > 0) return { error: compiled.diagnostics.map((d) => d.code).join() };
    const [map] = resourcesOf(compiled, 'urlMap');
    const matchers = (map?.body['pathMatchers'] ?? []) as unknown as readonly Matcher[];
    return Object.fromEntries(
      matchers
        .flatMap(({ pathRules }) => pathRules)
        .map((rule) => [rule.paths[0], /rl1-bs-blue-([a-z]+)/.exec(rule.service)?.[1] ?? '']),
    );
  };
  const path = (path: string, pathType: string, name = 'foo'): string =>
    `{path: ${path}, pathType: ${pathType}, backend: ${backend(name)}}`;

  it.each([
    [path('/', 'Prefix'), { '/*': 'foo' }],
    [path('/a', 'Prefix'), { '/a': 'foo', '/a/*': 'foo' }],
    [path('/a/', 'Prefix'), { '/a': 'foo', '/a/*': 'foo' }],
    [path('/a/', 'Exact'), { '/a/': 'foo' }],
    [path('/a/*', 'ImplementationSpecific'), { '/a/*': 'foo' }],
    [`${path('/a', 'Prefix')}, ${path('/a', 'Exact', 'bar')}`, { '/a': 'bar', '/a/*': 'foo' }],
    [`${path('/a', 'Exact', 'bar')}, ${path('/a', 'Prefix')}`, { '/a': 'bar', '/a/*': 'foo' }],
    [`${path('/a', 'Prefix')}, ${path('/a/', 'Prefix', 'bar')}`, { error: 'conflicting-path' }],
    [path('/a/*', 'Prefix'), { error: 'invalid-path' }],
    [path('/*', 'Exact'), { error: 'invalid-path' }],
    [path('""', 'Prefix'), { error: 'invalid-path' }],
  ])('%s', (list, expected) => {
    expect(paths(list)).toEqual(expected);
  });
});
