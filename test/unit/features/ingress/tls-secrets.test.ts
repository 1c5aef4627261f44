// What the facts about a Secret make of the ingress that names it.
import { describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../../../../lib/features/ingress/secrets/index.ts';
import type { Facts, SecretFacts } from '../../../../lib/fleet/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { backend, compileText, EU, FACTS, FLEET, ingress, namesOf, resourcesOf, service, US } from './blue.ts';

const usable = (fingerprint: string, more: Partial<SecretFacts<CertificateFacts>> = {}) =>
  ({
    state: 'usable',
    fingerprint,
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-02-03T00:00:00.000Z',
    validity: 'valid',
    dnsNames: ['foo.example'],
    ...more,
  }) as SecretFacts<CertificateFacts>;

const withSecrets = (secrets: Facts['secrets']): Facts => ({ ...FACTS, ...(secrets === undefined ? {} : { secrets }) });
const tls = (...names: readonly string[]): string =>
  `tls: [${names.map((name) => `{secretName: ${name}}`).join(', ')}]`;
const front = (name: string, annotations: string, ...secrets: readonly string[]): string =>
  ingress(name, `{backend: ${backend('foo')}, ${tls(...secrets)}}`, annotations);
const ONE = service('foo') + front('i', '{}', 'cert');

describe('a Secret that can be used', () => {
  const compiled = compileText(ONE, { facts: withSecrets({ 'blue/cert': usable('f1') }) });

  it('becomes a certificate without its content, and the proxy has it', () => {
    expect(compiled.diagnostics).toEqual([]);
    const [certificate] = resourcesOf(compiled, 'sslCertificate');
    expect(certificate).toMatchObject({
      body: { name: expect.stringMatching(/^rl1-crt-blue-cert-/) as string, type: 'SELF_MANAGED' },
      owners: ['networking.gke.io/MultiClusterIngress/blue/i'],
      secret: { clusters: [US, EU], namespace: 'blue', name: 'cert', fingerprint: 'f1' },
    });
    const key = certificate === undefined ? '' : refKey(certificate.ref);
    expect(resourcesOf(compiled, 'targetHttpsProxy')[0]?.body['sslCertificates']).toEqual([key]);
    expect(resourcesOf(compiled, 'forwardingRule')).toHaveLength(2);
  });

  it('is another resource with another certificate, and the proxy the same', () => {
    const rotated = compileText(ONE, { facts: withSecrets({ 'blue/cert': usable('f2') }) });
    expect(namesOf(rotated, 'sslCertificate')).not.toEqual(namesOf(compiled, 'sslCertificate'));
    expect(namesOf(rotated, 'targetHttpsProxy')).toEqual(namesOf(compiled, 'targetHttpsProxy'));
  });

  it('comes after pre-shared ones, in its order, once, and one is shared by several ingresses', () => {
    const facts = withSecrets({ 'blue/cert': usable('f1'), 'blue/a': usable('f2') });
    const PRE = "{networking.gke.io/pre-shared-certs: 'mine'}";
    const two = compileText(service('foo') + front('i', PRE, 'cert', 'a', 'cert') + front('j', '{}', 'cert'), {
      facts,
    });
    expect(two.diagnostics).toEqual([]);
    const proxy = resourcesOf(two, 'targetHttpsProxy').find(({ ref }) => ref.name.includes('-blue-i-'));
    const names = ((proxy?.body['sslCertificates'] ?? []) as readonly string[]).map((one) => one.replace(/^.*\//, ''));
    expect(names).toEqual([
      'mine',
      expect.stringMatching(/^rl1-crt-blue-cert-/),
      expect.stringMatching(/^rl1-crt-blue-a-/),
    ]);
    expect(new Set(resourcesOf(two, 'sslCertificate').map(({ owners }) => owners.length))).toEqual(new Set([1, 2]));
  });
});

describe('a Secret that cannot be used', () => {
  const unusable = (problem: string): SecretFacts => ({ state: 'unusable', problem, detail: 'is not right' });

  it.each<[string, 'error' | 'warning', SecretFacts | undefined]>([
    ['secret-unknown', 'warning', undefined],
    ['secret-not-found', 'error', unusable('missing')],
    ['secret-wrong-type', 'error', unusable('wrong-type')],
    ['secret-malformed', 'error', unusable('malformed')],
    ['secret-malformed', 'error', unusable('key-mismatch')],
    ['certificate-unsupported', 'error', unusable('unsupported-key')],
    ['certificate-expired', 'error', usable('f1', { validity: 'expired' })],
    // Case 72.
    ['certificate-not-yet-valid', 'error', usable('f1', { validity: 'not-yet-valid' })],
  ])('is %s on the name, and holds the ingress', (code, severity, known) => {
    const compiled = compileText(ONE, { facts: withSecrets(known === undefined ? {} : { 'blue/cert': known }) });
    const column = ONE.split('\n')[9]?.indexOf('cert}') ?? 0;
    expect(compiled.diagnostics).toMatchObject([{ code, severity, source: { line: 10, column: column + 1 } }]);
    expect(compiled.held).toEqual(['networking.gke.io/MultiClusterIngress/blue/i']);
    expect(resourcesOf(compiled, 'forwardingRule')).toEqual([]);
  });

  it.each<[string, SecretFacts]>([
    ['certificate-ends-soon', usable('f1', { validity: 'ends-soon' })],
    ['secret-copies-differ', usable('f1', { backup: 'differs' })],
    ['secret-copies-differ', usable('f1', { backup: 'missing' })],
  ])('is only warned of: %s', (code, known) => {
    const compiled = compileText(ONE, { facts: withSecrets({ 'blue/cert': known }) });
    expect(compiled.diagnostics).toMatchObject([{ code, severity: 'warning' }]);
    expect(resourcesOf(compiled, 'sslCertificate')).toHaveLength(1);
  });

  it('names other hosts: a warning, where all of them are known (cases 72, 73)', () => {
    const text =
      service('foo') +
      ingress(
        'i',
        `{rules: [{host: foo.example, http: {paths: [{backend: ${backend('foo')}}]}}], backend: ${backend('foo')}, ${tls('cert', 'other')}}`,
      );
    const given = (secrets: Facts['secrets']) =>
      compileText(text, { facts: withSecrets(secrets) }).diagnostics.map(({ code }) => code);
    const [bar, baz] = ['bar', 'baz'].map((name) => usable(name, { dnsNames: [`${name}.example`] }));
    expect(given({ 'blue/cert': usable('f1'), 'blue/other': baz as SecretFacts })).toEqual([]);
    expect(given({ 'blue/cert': bar as SecretFacts, 'blue/other': baz as SecretFacts })).toEqual([
      'host-without-certificate',
    ]);
    expect(given({ 'blue/cert': bar as SecretFacts })).toEqual(['secret-unknown']);
  });

  it('is one too many of 15, pre-shared ones included', () => {
    const names = Array.from({ length: 14 }, (_, index) => `s${index}`);
    const facts = withSecrets(Object.fromEntries(names.map((name) => [`blue/${name}`, usable(name)])));
    const given = (certificates: string) =>
      compileText(service('foo') + front('i', `{networking.gke.io/pre-shared-certs: '${certificates}'}`, ...names), {
        facts,
      }).diagnostics.map(({ code }) => code);
    expect(given('a')).toEqual([]);
    expect(given('a,b')).toEqual(['too-many-certificates']);
  });

  it('has no name', () => {
    const text = service('foo') + ingress('i', `{backend: ${backend('foo')}, tls: [{}]}`);
    expect(compileText(text).diagnostics.map(({ code }) => code)).toEqual(['schema-violation']);
  });
});

it('is not judged here when the hosted controller reads it, and counts as present without a cloud', () => {
  const gke = compileText(ONE.replace('annotations: {}', "annotations: {networking.gke.io/static-ip: '203.0.113.9'}"), {
    fleet: { ...FLEET, controller: 'gke' },
  });
  expect(gke.diagnostics).toEqual([]);
  const assumed = compileText(ONE, { facts: { ...FACTS, assumed: true } });
  expect(assumed.diagnostics).toEqual([]);
  expect(resourcesOf(assumed, 'sslCertificate')).toHaveLength(1);
});
