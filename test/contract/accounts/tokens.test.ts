// Identity tokens as Google makes them, and the keys that verify them, read without the library that signs them.
import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AccountsEmulator, createAccountsEmulator } from '../../../infra/emulators/accounts/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const EMAIL = 'caller@demo.iam.gserviceaccount.com';
const AUDIENCE = 'https://planner.example.com';

const start = (): AccountsEmulator =>
  createAccountsEmulator({ clock: virtualClock(NOW + 999), random: seededRandom(1) });

type PublishedKey = JsonWebKey & { readonly kid: string };

async function keys({ handler }: AccountsEmulator): Promise<readonly PublishedKey[]> {
  const answer = await handler(new Request('http://accounts/oauth2/v3/certs'));
  expect(answer.headers.get('cache-control')).toContain('max-age=');
  return ((await answer.json()) as { readonly keys: readonly PublishedKey[] }).keys;
}

interface Parts {
  readonly header: { readonly kid: string };
  readonly claims: Readonly<Record<string, unknown>>;
  readonly holds: (key: PublishedKey) => boolean;
}

function read(token: string): Parts {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  return {
    header: json(header) as Parts['header'],
    claims: json(claims) as Parts['claims'],
    holds: (key) =>
      createVerify('RSA-SHA256')
        .update(`${header}.${claims}`)
        .verify(createPublicKey({ key, format: 'jwk' }), signature, 'base64url'),
  };
}

describe('an identity token', () => {
  it('says who, for whom and until when, and is signed with the key that it names', async () => {
    const accounts = start();
    const token = read(await accounts.identityToken({ email: EMAIL, audience: AUDIENCE }));
    const [key, ...others] = await keys(accounts);
    if (key === undefined) throw new TypeError('no key is published');
    expect(others).toEqual([]);
    expect(token.header).toEqual({ alg: 'RS256', typ: 'JWT', kid: key.kid });
    expect(token.claims).toEqual({
      iss: 'https://accounts.google.com',
      aud: AUDIENCE,
      azp: expect.stringMatching(/^1\d{20}$/) as string,
      sub: token.claims['azp'],
      email: EMAIL,
      email_verified: true,
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
    });
    expect(token.holds(key)).toBe(true);
    expect(read(await start().identityToken({ email: EMAIL, audience: AUDIENCE })).holds(key)).toBe(false);
  });

  it('is signed with a new key after a rotation, while the old key stays published', async () => {
    const accounts = start();
    const ask = async (): Promise<Parts> => read(await accounts.identityToken({ email: EMAIL, audience: AUDIENCE }));
    const before = await ask();
    accounts.rotateKeys();
    const after = await ask();
    const published = await keys(accounts);
    expect(published.map(({ kid }) => kid)).toEqual([after.header.kid, before.header.kid]);
    expect(published.map(after.holds)).toEqual([true, false]);
    expect(published.map(before.holds)).toEqual([false, true]);
  });
});

describe('the keys', () => {
  it('hold nothing private', async () => {
    for (const key of await keys(start())) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    }
  });

  it('meet faults as every emulator does, and nothing else is here', async () => {
    const { handler, faults, journal } = start();
    faults.inject({ match: { path: '/oauth2/v3/certs', times: 1 }, effect: { type: 'answer', status: 503 } });
    expect((await handler(new Request('http://accounts/oauth2/v3/certs'))).status).toBe(503);
    for (const [method, path] of [
      ['GET', '/o/oauth2/v2/auth'],
      ['POST', '/oauth2/v3/certs'],
    ] as const) {
      expect((await handler(new Request(`http://accounts${path}`, { method }))).status).toBe(404);
    }
    expect(journal.entries.map(({ status }) => status)).toEqual([503, 404, 404]);
  });
});
