// The App's own token: what GitHub checks of it.
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { narrowed, WRITES } from '../../../lib/adapters/github/access.ts';
import { appJwt } from '../../../lib/adapters/github/app-jwt.ts';

it('is signed with RS256 and good from a minute ago for less than ten', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [head = '', body = '', signature = ''] = (await appJwt('Iv23app', privateKey, 1_700_000_000_999)).split('.');
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(decode(head)).toEqual({ alg: 'RS256', typ: 'JWT' });
  expect(decode(body)).toEqual({ iat: 1_699_999_940, exp: 1_700_000_540, iss: 'Iv23app' });
  expect(createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url')).toBe(true);
});

it('asks for no more than the App was granted', () => {
  expect(narrowed(WRITES, { checks: 'write', issues: 'read', contents: 'write' })).toEqual({
    metadata: 'read',
    contents: 'read',
    checks: 'write',
    issues: 'read',
  });
});
