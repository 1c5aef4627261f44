// A refusal of a write says what it said, without the secret that it quotes: as it is, as JSON writes it, and line by
// line.
import { describe, expect, test } from 'vitest';
import { type Doing, secretMaterial, withMaterial, withoutQuoting } from '../../../lib/live/index.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import { readOAuthClient } from '../../../lib/features/ingress/secrets/index.ts';
import { opaqueSecret } from '../../fakes/memory-secrets.ts';
import { EU, US } from '../balancer.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';
import { NEVER } from '../app/rig.ts';

const failing = (error: unknown, material: Parameters<typeof withoutQuoting>[0] = { keyValue: 'topsecret' }) =>
  withoutQuoting(material, () => Promise.reject(error as Error), NEVER);

describe('a write with a secret', () => {
  test('gives what it gives', async () => {
    expect(await withoutQuoting({ keyValue: 'topsecret' }, async () => 7, NEVER)).toBe(7);
  });

  test('fails as it fails, without the secret and without its cause', async () => {
    const cause = new TypeError('topsecret');
    const options = { cause, reason: 'badValue' };
    const failure = await failing(new RangelightError('invalid', 'compute', 'topsecret is short', options)).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 'invalid',
      system: 'compute',
      reason: 'badValue',
      message: '[redacted] is short',
    });
    expect(failure).not.toHaveProperty('cause');
    await expect(failing(new RangelightError('invalid', 'compute', 'no'))).rejects.toMatchObject({ reason: undefined });
  });

  test('fails without the secret for a reason that nobody foresaw', async () => {
    await expect(failing(new TypeError('topsecret is odd'))).rejects.toMatchObject({
      code: 'unexpected',
      system: 'compute',
      message: 'TypeError: [redacted] is odd',
    });
  });

  test('that is broken off is broken off', async () => {
    const reason = new RangelightError('unavailable', 'compute', 'topsecret');
    const write = withoutQuoting({ keyValue: 'topsecret' }, () => Promise.reject(reason), AbortSignal.abort());
    await expect(write).rejects.toBe(reason);
  });

  test.each([
    ['as JSON', 'one line\nand one', String.raw`sent one line\nand one!`, 'sent [redacted]!'],
    ['one line', 'one line\nand one more', 'sent and one more!', 'sent [redacted]!'],
    ['one line of Windows', 'one line\r\nand one more', 'sent one line!', 'sent [redacted]!'],
    ['of eight letters', '12345678', 'sent 12345678!', 'sent [redacted]!'],
    ['too short to be told from chance', '1234567', 'sent 1234567!', 'sent 1234567!'],
  ])('is not quoted %s', async (_name, secret, said, told) => {
    const material = { selfManaged: { privateKey: secret, none: null, size: 7 } };
    await expect(failing(new RangelightError('invalid', 'compute', said), material)).rejects.toMatchObject({
      message: told,
    });
  });
});

test('a secret goes beside what is public', () => {
  expect(withMaterial({ name: 'n', iap: { enabled: true } }, { iap: { secret: 's' } })).toEqual({
    name: 'n',
    iap: { enabled: true, secret: 's' },
  });
  expect(withMaterial({ name: 'n', iap: 'odd' }, { iap: { secret: 's' } })).toEqual({
    name: 'n',
    iap: { secret: 's' },
  });
  expect(withMaterial({ key: { of: 'old' } }, { key: 'new' })).toEqual({ key: 'new' });
});

describe('a Secret', () => {
  const SOURCE = { clusters: [EU, US], namespace: 'blue', name: 'tls', fingerprint: 'f' };
  const read = (secrets: object | undefined, signal = NEVER) =>
    secretMaterial(SOURCE, { ports: { secrets }, runs: RUNS, now: 0 } as unknown as Doing, signal);

  test('is not read where Secrets may not be', async () => {
    await expect(read(undefined)).rejects.toMatchObject({
      code: 'denied',
      system: 'kubernetes',
      message: 'this function may not read Secrets',
    });
  });

  test('that is absent is named', async () => {
    await expect(read({ read: async () => undefined })).rejects.toMatchObject({
      code: 'precondition',
      system: 'kubernetes',
      message: 'Secret tls in namespace blue is not what the plan was made for',
    });
  });

  test('is not looked for elsewhere after a bug, or when the look is broken off', async () => {
    const bug = new TypeError('odd');
    const asked: string[] = [];
    const failing = (error: Error) => ({
      read: async (cluster: string) => {
        asked.push(cluster);
        throw error;
      },
    });
    await expect(read(failing(bug))).rejects.toBe(bug);
    const down = new RangelightError('unreachable', 'kubernetes', 'down');
    await expect(read(failing(down), AbortSignal.abort())).rejects.toBe(down);
    expect(asked).toEqual([EU, EU]);
    await expect(read(failing(down))).rejects.toBe(down);
    expect(asked).toEqual([EU, EU, EU, US]);
  });
});

test('the secret of an OAuth client is what Compute gets, and only of the Secret that is meant', async () => {
  const content = opaqueSecret({ client_id: 'id', client_secret: 'topsecret' });
  const reading = readOAuthClient(content);
  if (reading.state !== 'usable') throw new TypeError('it is a client');
  const context = { ports: { secrets: { read: async () => content } }, runs: RUNS, now: 0 } as unknown as Doing;
  const source = { clusters: [EU], namespace: 'blue', name: 'oauth', use: 'oauth-client' } as const;
  expect(await secretMaterial({ ...source, fingerprint: reading.fingerprint }, context, NEVER)).toEqual({
    iap: { oauth2ClientSecret: 'topsecret' },
  });
  await expect(secretMaterial({ ...source, fingerprint: 'f' }, context, NEVER)).rejects.toMatchObject({
    code: 'precondition',
  });
});
