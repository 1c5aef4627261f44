// Secrets with the OAuth client of Identity-Aware Proxy, or a key for signed URLs: what is told of them, and what is
// wrong.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readOAuthClient, readSignedUrlKey } from '../../../../../lib/features/ingress/secrets/index.ts';
import { secretKey, secretOfKey } from '../../../../../lib/fleet/index.ts';
import { opaqueSecret } from '../../../../fakes/memory-secrets.ts';

const VALUE = 'nZtRohdNF9m3cKM24IcK4w==';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const problemOf = (reading: { readonly state: string; readonly detail?: string }): string | undefined =>
  reading.state === 'unusable' ? reading.detail : undefined;

describe('an OAuth client', () => {
  it('is its id and the digest that Compute answers, without the end of a line', () => {
    const found = { state: 'usable', use: 'oauth-client', clientId: 'me', fingerprint: digestOf('hush') };
    for (const end of ['', '\n', '\r\n']) {
      const secret = opaqueSecret({ client_id: `me${end}`, client_secret: `hush${end}` });
      expect(readOAuthClient(secret)).toEqual({ ...found, clientSecret: 'hush' });
    }
  });

  it('needs both', () => {
    expect(problemOf(readOAuthClient(opaqueSecret({ client_secret: 'hush' })))).toBe('has no client_id');
    expect(problemOf(readOAuthClient(opaqueSecret({ client_id: 'me', client_secret: '\n' })))).toBe(
      'has no client_secret',
    );
  });
});

describe('a key for signed URLs', () => {
  it('is told apart by its digest', () => {
    const secret = opaqueSecret({ key_value: `${VALUE}\n` });
    const found = { state: 'usable', use: 'signed-url-key', fingerprint: digestOf(VALUE), keyValue: VALUE };
    expect(readSignedUrlKey(secret)).toEqual(found);
  });

  it.each([
    ['absent', {}, 'has no key_value'],
    ['too short', { key_value: 'aGk=' }, 'has a key_value that is not 128 bits in URL-safe base64'],
    ['not URL-safe', { key_value: VALUE.replace('n', '+') }, 'has a key_value that is not 128 bits in URL-safe base64'],
    ['not padded', { key_value: VALUE.slice(0, -2) }, 'has a key_value that is not 128 bits in URL-safe base64'],
  ])('is refused when it is %s, without being quoted', (_, data, problem) => {
    expect(problemOf(readSignedUrlKey(opaqueSecret(data)))).toBe(problem);
  });
});

it('each use of one Secret has a key of its own', () => {
  for (const use of ['certificate', 'oauth-client', 'signed-url-key'] as const) {
    expect(secretOfKey(secretKey('blue', 'a', use))).toEqual({ namespace: 'blue', name: 'a', use });
  }
  expect(secretKey('blue', 'a')).toBe('blue/a');
});
