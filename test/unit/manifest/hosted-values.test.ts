// Values as the hosted controller has them, where ours were narrower or another.
import { describe, expect, it } from 'vitest';
import { backend, compileText, FLEET, ingress, namesOf, resourcesOf, service } from '../features/ingress/blue.ts';

const FRONT = ingress('i', `{backend: ${backend('foo')}}`);

function configured(spec: string): ReturnType<typeof compileText> {
  const config = `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: a, namespace: blue}
spec: ${spec}
---
`;
  const uses = service('foo').replace(
    'namespace: blue}',
    `namespace: blue, annotations: {cloud.google.com/backend-config: '{"default":"a"}'}}`,
  );
  return compileText(config + uses + FRONT);
}

function found(compiled: ReturnType<typeof compileText>): readonly string[] {
  return compiled.diagnostics.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`);
}

describe('case 38: logging without `enable` is off', () => {
  it.each([
    ['{}', { enable: true, sampleRate: 1 }, []],
    ['{logging: {}}', { enable: false, sampleRate: 0 }, []],
    ['{logging: {sampleRate: 0.5}}', { enable: false, sampleRate: 0 }, ['setting-without-effect 4:18']],
    ['{logging: {enable: true}}', { enable: true, sampleRate: 1 }, []],
    ['{logging: {enable: true, sampleRate: 0.5}}', { enable: true, sampleRate: 0.5 }, []],
  ])('%s', (spec, logConfig, expected) => {
    const compiled = configured(spec);
    expect(resourcesOf(compiled, 'backendService')[0]?.body).toMatchObject({ logConfig });
    expect(found(compiled)).toEqual(expected);
  });
});

it('case 38, draining: in the section, a timeout that is left out is 0', () => {
  const body = (spec: string): unknown => resourcesOf(configured(spec), 'backendService')[0]?.body;
  expect(body('{}')).toMatchObject({ connectionDraining: { drainingTimeoutSec: 60 } });
  expect(body('{connectionDraining: {}}')).toMatchObject({ connectionDraining: { drainingTimeoutSec: 0 } });
});

it.each([300, 301, 302, 307, 308, 404, 405, 410, 421, 451, 501])(
  'case 39: answers of code %i may be cached',
  (code) => {
    expect(found(configured(`{cdn: {enabled: true, negativeCachingPolicy: [{code: ${code}, ttl: 60}]}}`))).toEqual([]);
  },
);

describe('case 40: long names of MultiClusterServices', () => {
  const named = (name: string): ReturnType<typeof compileText> =>
    compileText(service(name, { selector: 'foo' }) + ingress('i', `{backend: ${backend(name)}}`));

  it.each(['asm-ingressgateway-xlb-multicluster-svc', 'f'.repeat(63)])('%s serves, with a warning', (name) => {
    const compiled = named(name);
    expect(compiled.diagnostics).toMatchObject([
      { code: 'long-service-name', severity: 'warning', source: { line: 3 } },
    ]);
    expect(compiled.held).toEqual([]);
    const [derived = ''] = namesOf(compiled, 'service');
    expect(derived.length).toBeLessThanOrEqual(63);
  });

  it('of the same beginning have Services of their own', () => {
    const [one, other] = [`${'f'.repeat(60)}-a`, `${'f'.repeat(60)}-b`];
    const rules = `[{host: a.example, http: {paths: [{path: /*, backend: ${backend(other)}}]}}]`;
    const compiled = compileText(
      service(one) + service(other) + ingress('i', `{backend: ${backend(one)}, rules: ${rules}}`),
    );
    expect(namesOf(compiled, 'service')).toHaveLength(2);
  });

  it('may have 38 letters without a word, and 63 at most', () => {
    expect(found(named('f'.repeat(38)))).toEqual([]);
    expect(found(named('f'.repeat(64)))).toEqual(['name-too-long 3:18']);
  });
});

describe('case 41: blank parts of pre-shared-certs are skipped', () => {
  it.each([
    ['a,', ['a']],
    ['a, ,b', ['a', 'b']],
    [',,a', ['a']],
  ])('%j', (value, expected) => {
    const compiled = compileText(
      service('foo') + ingress('i', `{backend: ${backend('foo')}}`, `{networking.gke.io/pre-shared-certs: "${value}"}`),
    );
    expect(found(compiled)).toEqual([]);
    expect(resourcesOf(compiled, 'targetHttpsProxy')[0]?.body['sslCertificates']).toEqual(
      expected.map((name) => `projects/acme-net/global/sslCertificates/${name}`),
    );
  });

  it.each(['', ' ', ','])('%j names none, which is said: there is no HTTPS', (value) => {
    const compiled = compileText(
      service('foo') + ingress('i', `{backend: ${backend('foo')}}`, `{networking.gke.io/pre-shared-certs: "${value}"}`),
    );
    expect(found(compiled)).toEqual(['setting-without-effect 9:52']);
    expect(resourcesOf(compiled, 'targetHttpsProxy')).toEqual([]);
  });
});

it('case 41, another annotation: a blank frontend-config names none, which is said', () => {
  const compiled = compileText(
    service('foo') + ingress('i', `{backend: ${backend('foo')}}`, '{networking.gke.io/frontend-config: ""}'),
  );
  expect(found(compiled)).toEqual(['setting-without-effect 9:52']);
  expect(resourcesOf(compiled, 'targetHttpProxy')).toHaveLength(1);
});

it('case 84, all ports in one Service: the hosted controller needs a name for each of several', () => {
  const ports = (second: string): string =>
    service('foo').replace('targetPort: 8080}', `targetPort: 8080}, {${second}port: 9090}`) + FRONT;
  const fleet = { ...FLEET, controller: 'gke' as const };
  const codes = (text: string): readonly string[] => compileText(text, { fleet }).diagnostics.map(({ code }) => code);
  expect(codes(ports(''))).toEqual(['hosted-controller-refuses']);
  expect(codes(ports('name: b, '))).toEqual([]);
  expect(compileText(ports('')).diagnostics).toEqual([]);
});
