// Who is taken for the caller, and who is not: every way in which an identity token can fail, against keys that are
// served over HTTP.
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AccountsEmulator, createAccountsEmulator } from '../../../infra/emulators/accounts/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve, type Served } from '../../../infra/emulators/kit/serve.ts';
import { type CallerCheck, createCallerCheck } from '../../../lib/adapters/oidc/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { HANGS_MS } from '../../limits.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const ACCOUNT = 'caller@demo.iam.gserviceaccount.com';
const AUDIENCE = 'https://planner.example.com';
const SECONDS = NOW / 1000;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KID = 'one';
const KEYS = [{ ...publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }];

const GOOD = {
  iss: 'https://accounts.google.com',
  aud: AUDIENCE,
  email: ACCOUNT,
  email_verified: true,
  iat: SECONDS,
  exp: SECONDS + 3600,
};

interface Signing {
  readonly kid?: string;
  readonly key?: KeyObject;
}

async function signed(claims: object, { kid = KID, key = privateKey }: Signing = {}): Promise<string> {
  return `Bearer ${await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(key)}`;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a caller', () => {
  let served: Served;
  let asked = 0;
  let check: CallerCheck;
  beforeEach(async () => {
    asked = 0;
    served = await serve(() => {
      asked += 1;
      return Response.json({ keys: KEYS });
    });
    check = checkAgainst(served.url);
  });
  afterEach(() => served.close());

  it.each([
    ['as Google makes it', {}],
    ['whose issuer is written without https://', { iss: 'accounts.google.com' }],
    ['of a clock that is half a minute ahead', { iat: SECONDS + 30, exp: SECONDS + 3630 }],
    ['that ended half a minute ago', { iat: SECONDS - 3600, exp: SECONDS - 30 }],
  ])('with a token %s is known, and the keys are asked for once', async (_, claims) => {
    const token = await signed({ ...GOOD, ...claims });
    expect(await check(token)).toEqual({ type: 'known' });
    expect(await check(token.replace('Bearer', 'bearer'))).toEqual({ type: 'known' });
    expect(asked).toBe(1);
  });

  it.each([
    ['of another issuer', { iss: 'https://issuer.example.com' }, 'iss'],
    ['without an issuer', { iss: undefined }, 'iss'],
    ['for another function', { aud: 'https://worker.example.com' }, 'aud'],
    ['for more than this function', { aud: [AUDIENCE, 'https://worker.example.com'] }, 'audiences'],
    ['for nobody', { aud: undefined }, 'aud'],
    ['that has ended', { iat: SECONDS - 3700, exp: SECONDS - 61 }, 'exp'],
    ['that never ends', { exp: undefined }, 'exp'],
    ['that is good for a year', { iat: SECONDS - 3661, exp: SECONDS + 31_536_000 }, 'iat'],
    ['from the future', { iat: SECONDS + 120 }, 'iat'],
    ['that is not valid yet', { nbf: SECONDS + 120 }, 'nbf'],
    ['that does not say since when it is good', { iat: undefined }, 'iat'],
  ])('with a token %s has proved nothing', async (_, claims, why) => {
    const verdict = await check(await signed({ ...GOOD, ...claims }));
    expect(verdict).toEqual({ type: 'unproven', why: expect.stringContaining(why) as string });
  });

  it.each([
    ['of another account', { email: 'other@demo.iam.gserviceaccount.com' }, 'other@demo'],
    ['of an account that only looks like ours', { email: `${ACCOUNT}.example.com` }, 'example.com'],
    ['without an account', { email: undefined }, 'no account'],
    ['of an account that the issuer does not vouch for', { email_verified: false }, 'vouch'],
    ['of an account about which that is not said', { email_verified: undefined }, 'vouch'],
    ['of an account about which that is said in words', { email_verified: 'true' }, 'vouch'],
  ])('with a token %s may not call', async (_, claims, why) => {
    const verdict = await check(await signed({ ...GOOD, ...claims }));
    expect(verdict).toEqual({ type: 'stranger', why: expect.stringContaining(why) as string });
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const body = part(GOOD);
  it.each([
    ['no header', () => undefined],
    ['no token', () => 'Bearer '],
    ['another scheme', async () => (await signed(GOOD)).replace('Bearer', 'Basic')],
    ['rubbish', () => 'Bearer a.b.c'],
    ['more than a token', async () => `${await signed(GOOD)} more`],
    ['no signature', () => `Bearer ${part({ alg: 'none' })}.${body}.`],
    ['a signature that is taken off', async () => (await signed(GOOD)).replace(/\.[^.]*$/, '.')],
    ['a changed claim', async () => (await signed({ ...GOOD, email: 'x@y' })).replace(/\.[^.]+\./, `.${body}.`)],
    ['the key of somebody else under the same id', () => signed(GOOD, { key: other })],
    ['a key that nobody knows', () => signed(GOOD, { kid: 'two' })],
    [
      'the public key as a shared secret (HS256)',
      () => {
        const text = `${part({ alg: 'HS256', kid: KID })}.${body}`;
        return `Bearer ${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
      },
    ],
  ])('with %s has proved nothing', async (_, header) => {
    expect(await check(await header())).toMatchObject({ type: 'unproven' });
  });

  it('behind Cloud Run’s own check has lost the signature, and the log says what to switch off', async () => {
    const token = (await signed(GOOD)).replace(/[^.]*$/, 'SIGNATURE_REMOVED_BY_GOOGLE');
    expect(await check(token)).toEqual({
      type: 'unproven',
      why: expect.stringContaining('--no-invoker-iam-check') as string,
    });
  });

  it('costs no request for keys where the token cannot be a good one', async () => {
    for (const header of [undefined, 'Bearer a.b.c', `Bearer ${part({ alg: 'none' })}.${body}.`]) await check(header);
    expect(asked).toBe(0);
  });
});

describe('the keys', () => {
  let accounts: AccountsEmulator;
  let served: Served;
  let check: CallerCheck;
  beforeEach(async () => {
    // Only what the time is: how long keys are kept is the library's affair, by the machine's clock.
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    accounts = createAccountsEmulator({ clock: virtualClock(NOW), random: seededRandom(1) });
    served = await serve(accounts.handler);
    check = checkAgainst(served.url);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await served.close();
  });

  const token = async (): Promise<string> =>
    `Bearer ${await accounts.identityToken({ email: ACCOUNT, audience: AUDIENCE })}`;

  it('may be changed: a new one is fetched when a token names it, the old one holds on', async () => {
    const before = await token();
    expect(await check(before)).toEqual({ type: 'known' });
    accounts.rotateKeys();
    vi.setSystemTime(NOW + 31_000);
    expect(await check(await token())).toEqual({ type: 'known' });
    expect(await check(before)).toEqual({ type: 'known' });
    expect(accounts.journal.entries).toHaveLength(2);
  });

  it('are not asked for again for each forged token', async () => {
    await check(await token());
    for (const kid of ['a', 'b', 'c']) await check(await signed(GOOD, { kid }));
    expect(accounts.journal.entries).toHaveLength(1);
  });

  it.each([
    ['answered with 503', { type: 'answer', status: 503 }],
    ['no JSON', { type: 'answer', status: 200, body: 'x' }],
    ['no keys', { type: 'answer', status: 200, body: { keys: 7 } }],
    ['another address', { type: 'answer', status: 302, headers: { location: 'https://example.com' } }],
    ['a reset connection', { type: 'reset', when: 'before' }],
  ] as const)('that cannot be had (%s) say nothing about the caller, and are had later', async (_, effect) => {
    accounts.faults.inject({ match: { path: '/oauth2/v3/certs', times: 1 }, effect });
    const good = await token();
    await expect(check(good)).rejects.toMatchObject({ code: 'unavailable', system: 'oidc' });
    expect(await check(good)).toEqual({ type: 'known' });
  });

  it('that do not come in time count as not to be had', async () => {
    const silent = await serve(() => new Promise(() => undefined));
    const impatient = createCallerCheck({ ...optionsFor(silent.url), callTimeoutMs: 20 });
    await expect(impatient(await token())).rejects.toMatchObject({ code: 'unavailable' });
    await silent.close();
  });
});

function optionsFor(url: string): Parameters<typeof createCallerCheck>[0] {
  return {
    issuers: ['https://accounts.google.com', 'accounts.google.com'],
    keysUrl: `${url}/oauth2/v3/certs`,
    audience: AUDIENCE,
    account: ACCOUNT,
    clock: createFixedClock(NOW),
    callTimeoutMs: HANGS_MS,
  };
}

function checkAgainst(url: string): CallerCheck {
  return createCallerCheck(optionsFor(url));
}
