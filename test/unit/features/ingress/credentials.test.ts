// What the facts about a Secret make of the BackendConfig that names it: the OAuth client of Identity-Aware Proxy, and
// keys for signed URLs.
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { secretsNamed } from '../../../../lib/features/ingress/inputs/tls-secrets.ts';
import type { OAuthClientFacts } from '../../../../lib/features/ingress/secrets/index.ts';
import type { Facts, SecretFacts } from '../../../../lib/fleet/index.ts';
import { readManifests } from '../../../../lib/manifest/index.ts';
import { backend, compileText, EU, FACTS, ingress, resourcesOf, service, US } from './blue.ts';

function configured(spec: string): string {
  const annotation = `cloud.google.com/backend-config: '{"default":"a"}'`;
  return `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: a, namespace: blue}
spec: ${spec}
---
${service('foo').replace('namespace: blue}', `namespace: blue, annotations: {${annotation}}}`)}${ingress('i', `{backend: ${backend('foo')}}`)}`;
}

const withSecrets = (secrets: Readonly<Record<string, SecretFacts>>): { readonly facts: Facts } => ({
  facts: { ...FACTS, secrets },
});
const client = (fingerprint: string): OAuthClientFacts => ({
  state: 'usable',
  use: 'oauth-client',
  clientId: 'me.apps.example',
  fingerprint,
});
const key = (fingerprint: string): SecretFacts => ({ state: 'usable', use: 'signed-url-key', fingerprint });

const IAP = configured('{iap: {enabled: true, oauthclientCredentials: {secretName: oauth}}}');
const KEYS = configured(
  '{cdn: {enabled: true, signedUrlKeys: [{keyName: two, secretName: s2}, {keyName: one, secretName: s1}]}}',
);

const codes = (compiled: ReturnType<typeof compileText>): readonly string[] =>
  compiled.diagnostics.map(({ code, source }) => `${code} ${source?.line ?? 0}`);

describe('the OAuth client of Identity-Aware Proxy', () => {
  it('is its id, the digest of its secret, and where the secret lies', () => {
    const compiled = compileText(IAP, withSecrets({ 'blue/oauth#oauth-client': client('f1') }));
    expect(compiled.diagnostics).toEqual([]);
    expect(resourcesOf(compiled, 'backendService')[0]).toMatchObject({
      body: { iap: { enabled: true, oauth2ClientId: 'me.apps.example', oauth2ClientSecretSha256: 'f1' } },
      secret: { clusters: [US, EU], namespace: 'blue', name: 'oauth', fingerprint: 'f1', use: 'oauth-client' },
    });
  });

  it('makes no other backend service when it is rotated', () => {
    const names = ['f1', 'f2'].map(
      (f) =>
        resourcesOf(compileText(IAP, withSecrets({ 'blue/oauth#oauth-client': client(f) })), 'backendService')[0]?.ref
          .name,
    );
    expect(names[0]).toBe(names[1]);
  });

  it('is Google’s own without credentials, and none is read while it is off', () => {
    const own = compileText(configured('{iap: {enabled: true}}'));
    expect(own.diagnostics).toEqual([]);
    expect(resourcesOf(own, 'backendService')[0]?.body['iap']).toEqual({ enabled: true });
    const off = compileText(configured('{iap: {enabled: false, oauthclientCredentials: {secretName: oauth}}}'));
    expect(off.diagnostics).toEqual([]);
    expect(resourcesOf(off, 'backendService')[0]?.body['iap']).toEqual({ enabled: false });
  });
});

describe('keys for signed URLs', () => {
  it('are remembered by fingerprint, in the order of their names', () => {
    const compiled = compileText(
      KEYS,
      withSecrets({ 'blue/s1#signed-url-key': key('f1'), 'blue/s2#signed-url-key': key('f2') }),
    );
    expect(compiled.diagnostics).toEqual([]);
    const [made] = resourcesOf(compiled, 'backendService');
    expect(made?.body['signedUrlKeys']).toEqual({ one: 'f1', two: 'f2' });
    expect(made?.privateParts?.map(({ name, secret }) => `${name} ${secret.name} ${secret.use}`)).toEqual([
      'one s1 signed-url-key',
      'two s2 signed-url-key',
    ]);
  });

  it('are not read while CDN is off', () => {
    const off = compileText(configured('{cdn: {enabled: false, signedUrlKeys: [{keyName: one, secretName: s1}]}}'));
    expect(off.diagnostics).toEqual([]);
    expect(resourcesOf(off, 'backendService')[0]?.privateParts).toBeUndefined();
  });

  it.each([
    ['a value in Git, which no message repeats', '{keyName: one, keyValue: nZtRohdNF9m3cKM24IcK4w==}', 'secret-in-git'],
    ['no Secret', '{keyName: one}', 'invalid-config'],
    ['a name that Compute refuses', '{keyName: one two, secretName: s}', 'invalid-config'],
    ['a name twice', '{keyName: one, secretName: s}, {keyName: one, secretName: s}', 'invalid-config'],
  ])('%s', (_, keys, code) => {
    const wrong = compileText(configured(`{cdn: {enabled: true, signedUrlKeys: [${keys}]}}`));
    expect(wrong.diagnostics.filter(({ severity }) => severity === 'error').map((one) => one.code)).toEqual([code]);
    expect(JSON.stringify(wrong)).not.toContain('nZtRohdNF9m3cKM24IcK4w');
    expect(wrong.held).toContain('networking.gke.io/MultiClusterIngress/blue/i');
  });
});

describe('a Secret that cannot be used', () => {
  const held = [
    'cloud.google.com/BackendConfig/blue/a',
    'networking.gke.io/MultiClusterIngress/blue/i',
    'networking.gke.io/MultiClusterService/blue/foo',
  ];
  const unusable = (problem: string): SecretFacts => ({ state: 'unusable', problem, detail: 'is not right' });

  it.each<[string, SecretFacts | undefined]>([
    ['secret-unknown', undefined],
    ['secret-not-found', unusable('missing')],
    ['secret-malformed', unusable('malformed')],
  ])('%s holds what stands on it, on the line that names it', (code, known) => {
    for (const [text, name] of [
      [IAP, 'blue/oauth#oauth-client'],
      [configured('{cdn: {enabled: true, signedUrlKeys: [{keyName: a, secretName: s}]}}'), 'blue/s#signed-url-key'],
    ] as const) {
      const compiled = compileText(text, withSecrets(known === undefined ? {} : { [name]: known }));
      expect(codes(compiled)).toEqual([`${code} 4`]);
      expect(compiled.held).toEqual(held);
    }
  });

  it('is not taken for another use of the same Secret', () => {
    const compiled = compileText(IAP, withSecrets({ 'blue/oauth#oauth-client': key('f1') }));
    expect(codes(compiled)).toEqual(['secret-unknown 4']);
  });

  it('is only a warning where the backup holds another', () => {
    const compiled = compileText(
      IAP,
      withSecrets({ 'blue/oauth#oauth-client': { ...client('f'), backup: 'differs' } }),
    );
    expect(codes(compiled)).toEqual(['secret-copies-differ 4']);
    expect(compiled.held).toEqual([]);
    const unread = withSecrets({ 'blue/oauth#oauth-client': { ...client('f'), backup: 'unread' } });
    expect(codes(compileText(IAP, unread))).toEqual([]);
  });
});

it('drift is told of each', () => {
  const read = readManifests(
    new Map([['a.yaml', new TextEncoder().encode(`${IAP}---\n${KEYS.replaceAll('blue', 'green')}`)]]),
    { kinds: FEATURES.kinds },
  );
  expect(secretsNamed(read)).toEqual(['blue/oauth#oauth-client', 'green/s1#signed-url-key', 'green/s2#signed-url-key']);
});
