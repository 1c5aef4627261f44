// Secrets of two config clusters to facts: which one counts, what stays when neither can be read, what is never kept.
import { beforeEach, describe, expect, test } from 'vitest';
import { readSecretFacts } from '../../../../lib/app/cloud/read-secret-facts.ts';
import { RUNS } from '../../../../functions/wiring/runs.ts';
import type { SecretFacts } from '../../../../lib/fleet/index.ts';
import { type TestCertificate, testCertificate } from '../../../contract/certificates.ts';
import { createMemorySecrets, type MemorySecrets, opaqueSecret, tlsSecret } from '../../../fakes/memory-secrets.ts';
import { EU, US } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const KEY = 'blue/tls';
// Of the rig's fleet.
const [PRIMARY, BACKUP] = [EU, US];
const fleet = createRig().fleet();

const [foo, bar] = await Promise.all([testCertificate(['foo.example']), testCertificate(['bar.example'])]);
let secrets: MemorySecrets;
beforeEach(() => {
  secrets = createMemorySecrets();
});

function put(link: string, { certificate, privateKey }: TestCertificate): void {
  secrets.put(link, 'blue', 'tls', tlsSecret(certificate, privateKey));
}

async function facts(last?: SecretFacts): Promise<SecretFacts | undefined> {
  const before = last === undefined ? undefined : { [KEY]: last };
  return (await readSecretFacts(fleet, { secrets, keys: [KEY], runs: RUNS, by: 'functions' }, before, NOW, NEVER))[KEY];
}

describe('two config clusters', () => {
  test('that hold the same give its facts, without its key', async () => {
    put(PRIMARY, foo);
    put(BACKUP, foo);
    const found = await facts();
    expect(found).toEqual({
      state: 'usable',
      fingerprint: expect.any(String) as string,
      notBefore: expect.any(String) as string,
      notAfter: '2040-01-02T03:04:05.000Z',
      validity: 'valid',
      dnsNames: ['foo.example'],
    });
    expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
  });

  test("that differ give the primary's, and say so", async () => {
    put(PRIMARY, foo);
    expect(await facts()).toMatchObject({ dnsNames: ['foo.example'], backup: 'missing' });
    put(BACKUP, bar);
    const differing = await facts();
    expect(differing).toMatchObject({ dnsNames: ['foo.example'], backup: 'differs' });
    put(PRIMARY, bar);
    expect(differing).toHaveProperty('backupFingerprint', ((await facts()) as { fingerprint?: string }).fingerprint);
    secrets.drop(PRIMARY, 'blue', 'tls');
    expect(await facts()).toMatchObject({ state: 'unusable', problem: 'missing' });
  });
});

describe('a backup that cannot be read', () => {
  test('is not taken for one that holds the same, and keeps what was known of it beside the same primary', async () => {
    put(PRIMARY, foo);
    put(BACKUP, bar);
    const before = await facts();
    secrets.failing.set(BACKUP, 'unreachable');
    expect(await facts()).toMatchObject({ dnsNames: ['foo.example'], backup: 'unread' });
    expect(await facts(before)).toEqual(before);
    put(PRIMARY, bar);
    expect(await facts(before)).toMatchObject({ dnsNames: ['bar.example'], backup: 'unread' });
  });
});

describe('a primary that cannot be read', () => {
  test('keeps what was known, whatever the backup holds', async () => {
    put(PRIMARY, foo);
    put(BACKUP, foo);
    const before = await facts();
    secrets.failing.set(PRIMARY, 'unreachable');
    put(BACKUP, bar);
    expect(await facts(before)).toEqual(before);
  });

  test('leaves the word to the backup where nothing was known, and is named where neither speaks', async () => {
    secrets.failing.set(PRIMARY, 'denied');
    put(BACKUP, bar);
    expect(await facts()).toMatchObject({ dnsNames: ['bar.example'], backup: 'unread' });
    secrets.failing.set(BACKUP, 'unreachable');
    expect(await facts()).toEqual({
      state: 'unknown',
      detail: `${PRIMARY} does not let it be read, which takes the right to get secrets in namespace blue; rangelight doctor --secret-roles ${PRIMARY} prints it`,
    });
  });
});

describe('one Secret with several uses', () => {
  test('gives the facts of each, and nothing of its values', async () => {
    const content = (n: number) =>
      opaqueSecret({ client_id: `me-${n}`, client_secret: 'hush', key_value: 'nZtRohdNF9m3cKM24IcK4w==' });
    secrets.put(PRIMARY, 'blue', 'both', content(1));
    secrets.put(BACKUP, 'blue', 'both', content(2));
    const keys = ['blue/both', 'blue/both#oauth-client', 'blue/both#signed-url-key'];
    const found = await readSecretFacts(fleet, { secrets, keys, runs: RUNS, by: 'person' }, undefined, NOW, NEVER);
    expect(found).toEqual({
      'blue/both': { state: 'unusable', problem: 'wrong-type', detail: 'is of type Opaque, not kubernetes.io/tls' },
      // The same secret, of another client.
      'blue/both#oauth-client': {
        state: 'usable',
        use: 'oauth-client',
        clientId: 'me-1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        backup: 'differs',
      },
      'blue/both#signed-url-key': {
        state: 'usable',
        use: 'signed-url-key',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
    expect(JSON.stringify(found)).not.toMatch(/hush|nZtRohdN/);
  });
});
