// The credentials of a backend service: written when they differ, kept when they do not, and told to nobody but
// Compute.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type JsonObject, RangelightError } from '../../../../../lib/core/index.ts';
import { type DesiredResource, refKey } from '../../../../../lib/model/index.ts';
import { appliedStates } from '../../../../../lib/state/index.ts';
import { opaqueSecret } from '../../../../fakes/memory-secrets.ts';
import { desiredOf, EU, FLEET, PROJECT, resource, UNIT, US } from '../../../balancer.ts';
import { createRig, type Rig } from '../../rig.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('backendService', PROJECT, 'rl1-bs-blue-foo-0123456789');
const KEY = refKey(REF);
const CLUSTERS = [EU, US];

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const clientSecret = (n: number): string => `client-secret-canary-${n}`;
const keyValue = (n: number): string => `keyValueCanary${n}aaaaaaa==`;

/** With the n-th OAuth client secret. */
function behindProxy(n: number, body: JsonObject = {}): DesiredResource {
  const fingerprint = digestOf(clientSecret(n));
  const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: fingerprint };
  const secret = { clusters: CLUSTERS, namespace: UNIT, name: 'oauth', fingerprint, use: 'oauth-client' } as const;
  return resource(REF, { loadBalancingScheme: 'EXTERNAL_MANAGED', iap, ...body }, { secret });
}

/** With keys by name, each of the n-th value, out of the Secret of that name. */
function signing(values: Readonly<Record<string, number>>, body: JsonObject = {}): DesiredResource {
  const privateParts = Object.entries(values).map(([name, n]) => {
    const fingerprint = digestOf(keyValue(n));
    const source = { clusters: CLUSTERS, namespace: UNIT, name, fingerprint, use: 'signed-url-key' } as const;
    return { name, secret: source };
  });
  const remembered = Object.fromEntries(privateParts.map(({ name, secret }) => [name, secret.fingerprint]));
  const members = privateParts.length === 0 ? {} : { signedUrlKeys: remembered };
  const settings = { loadBalancingScheme: 'EXTERNAL_MANAGED', enableCDN: true, ...body, ...members };
  return resource(REF, settings, privateParts.length === 0 ? {} : { privateParts });
}

function putClient(rig: Rig, n: number): void {
  // With the line break that a file has at its end.
  rig.secrets.put(EU, UNIT, 'oauth', opaqueSecret({ client_id: 'me', client_secret: `${clientSecret(n)}\n` }));
}

function putKey(rig: Rig, name: string, n: number): void {
  rig.secrets.put(EU, UNIT, name, opaqueSecret({ key_value: `${keyValue(n)}\n` }));
}

let seq = 0;

/**
 * Plans and carries out; undefined when there was nothing to do. No front end leads there: nothing of it has a gate.
 */
async function reach(rig: Rig, wanted: DesiredResource): Promise<string | undefined> {
  seq += 1;
  const task = await rig.head(seq, desiredOf([wanted]));
  if (task === undefined) return undefined;
  expect(await rig.runToEnd(task)).toBe('finished');
  return (await rig.value(appliedStates.at(FLEET, UNIT)))?.result;
}

function mustHide(rig: Rig): void {
  const state = JSON.stringify(rig.store.contents());
  expect(state).toContain(REF.name);
  expect(state).not.toContain('client-secret-canary');
  expect(state).not.toContain('keyValueCanary');
}

const made = (rig: Rig): readonly string[] => rig.compute.mutations.map(({ type }) => type);
const names = (rig: Rig): unknown =>
  (rig.compute.body(KEY)?.['cdnPolicy'] as JsonObject | undefined)?.['signedUrlKeyNames'];

describe('the OAuth client', () => {
  test('is written with its secret, and again only when the secret is another', async () => {
    const rig = createRig();
    putClient(rig, 1);
    expect(await reach(rig, behindProxy(1))).toBe('succeeded');
    expect(rig.compute.body(KEY)?.['iap']).toEqual({
      enabled: true,
      oauth2ClientId: 'me',
      oauth2ClientSecretSha256: digestOf(clientSecret(1)),
    });
    expect(await reach(rig, behindProxy(1))).toBeUndefined();
    putClient(rig, 2);
    expect(await reach(rig, behindProxy(2))).toBe('succeeded');
    expect(rig.compute.body(KEY)?.['iap']).toMatchObject({ oauth2ClientSecretSha256: digestOf(clientSecret(2)) });
    expect(await reach(rig, behindProxy(2))).toBeUndefined();
    expect(made(rig)).toEqual(['insert', 'update']);
    mustHide(rig);
  });

  test('is not read to change anything else', async () => {
    const rig = createRig();
    putClient(rig, 1);
    await reach(rig, behindProxy(1));
    rig.secrets.failing.set(EU, 'denied').set(US, 'denied');
    expect(await reach(rig, behindProxy(1, { timeoutSec: 40 }))).toBe('succeeded');
    expect(rig.compute.body(KEY)?.['timeoutSec']).toBe(40);
  });

  test('is a conflict when the Secret has moved on, and blocked where it may not be read', async () => {
    const rig = createRig();
    putClient(rig, 2);
    expect(await reach(rig, behindProxy(1))).toBe('conflict');
    expect(rig.compute.body(KEY)).toBeUndefined();
    rig.secrets.failing.set(EU, 'denied');
    expect(await reach(rig, behindProxy(1))).toBe('blocked');
  });

  test('that somebody set by hand, and Git never named, stays', async () => {
    const rig = createRig();
    await reach(rig, signing({}));
    rig.compute.put(REF, { ...rig.compute.body(KEY), iap: { enabled: true, oauth2ClientId: 'theirs' } });
    expect(await reach(rig, signing({}))).toBeUndefined();
  });

  test('goes off with the section, once Git had named it, and stays written down in Compute', async () => {
    const rig = createRig();
    putClient(rig, 1);
    await reach(rig, behindProxy(1));
    expect(await reach(rig, resource(REF, { loadBalancingScheme: 'EXTERNAL_MANAGED' }))).toBe('succeeded');
    expect(rig.compute.body(KEY)?.['iap']).toMatchObject({ enabled: false, oauth2ClientId: 'me' });
    expect(await reach(rig, resource(REF, { loadBalancingScheme: 'EXTERNAL_MANAGED' }))).toBeUndefined();
  });
});

describe('keys for signed URLs', () => {
  test('are added, rotated by name, and taken away; another one stays', async () => {
    const rig = createRig();
    putKey(rig, 'a', 1);
    putKey(rig, 'b', 2);
    expect(await reach(rig, signing({ a: 1 }))).toBe('succeeded');
    await rig.compute.addSignedUrlKey(
      REF,
      { keyName: 'theirs', keyValue: 'x' },
      'by-hand',
      new AbortController().signal,
    );
    expect(await reach(rig, signing({ a: 1 }))).toBeUndefined();
    expect(await reach(rig, signing({ a: 1, b: 2 }))).toBe('succeeded');
    expect(names(rig)).toEqual(['a', 'theirs', 'b']);
    putKey(rig, 'a', 3);
    expect(await reach(rig, signing({ a: 3, b: 2 }))).toBe('succeeded');
    expect(names(rig)).toEqual(['theirs', 'b', 'a']);
    expect(rig.compute.keyValue(KEY, 'a')).toBe(keyValue(3));
    expect(await reach(rig, signing({}))).toBe('succeeded');
    expect(names(rig)).toEqual(['theirs']);
    expect(made(rig)).toEqual([
      'insert',
      'addKey',
      'addKey',
      'addKey',
      'deleteKey',
      'addKey',
      'deleteKey',
      'deleteKey',
    ]);
    mustHide(rig);
  });

  test('make room only where there is none', async () => {
    const rig = createRig();
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) putKey(rig, name, index);
    await reach(rig, signing({ a: 0, b: 1 }));
    await reach(rig, signing({ a: 0, c: 2 }));
    expect(made(rig).slice(3)).toEqual(['addKey', 'deleteKey']);
    await reach(rig, signing({ a: 0, b: 1, c: 2 }));
    await reach(rig, signing({ b: 1, c: 2, d: 3 }));
    expect(made(rig).slice(6)).toEqual(['deleteKey', 'addKey']);
    expect(names(rig)).toEqual(['c', 'b', 'd']);
  });

  test('are blocked, in words, where those of others leave no room', async () => {
    const rig = createRig();
    putKey(rig, 'a', 1);
    await reach(rig, signing({}));
    for (const keyName of ['x', 'y', 'z'])
      await rig.compute.addSignedUrlKey(REF, { keyName, keyValue: keyName }, keyName, new AbortController().signal);
    seq += 1;
    const task = await rig.head(seq, desiredOf([signing({ a: 1 })]));
    if (task === undefined) throw new TypeError('there is something to do');
    await rig.runToEnd(task);
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).toBe('blocked');
    expect(JSON.stringify(await rig.journal(task))).toContain('delete one that is not in Git');
    expect(names(rig)).toEqual(['x', 'y', 'z']);
  });

  test('stay as they are while the new value cannot be had', async () => {
    const rig = createRig();
    putKey(rig, 'a', 1);
    await reach(rig, signing({ a: 1 }));
    expect(await reach(rig, signing({ a: 2 }))).toBe('conflict');
    expect(rig.compute.keyValue(KEY, 'a')).toBe(keyValue(1));
    putKey(rig, 'a', 2);
    expect(await reach(rig, signing({ a: 2 }))).toBe('succeeded');
    expect(rig.compute.keyValue(KEY, 'a')).toBe(keyValue(2));
  });

  test('end up right after a lost answer, whichever call it was', async () => {
    for (const lost of ['deleteKey', 'addKey'] as const) {
      const rig = createRig();
      putKey(rig, 'a', 1);
      await reach(rig, signing({ a: 1 }));
      putKey(rig, 'a', 2);
      let times = 0;
      rig.compute.after = (call) => {
        times += call === lost ? 1 : 0;
        if (call === lost && times === 1) throw new RangelightError('unavailable', 'compute', 'reset');
      };
      expect(await reach(rig, signing({ a: 2 }))).toBe('succeeded');
      expect(rig.compute.keyValue(KEY, 'a')).toBe(keyValue(2));
      expect(await reach(rig, signing({ a: 2 }))).toBeUndefined();
    }
  });

  test('are refused without the refusal quoting the value', async () => {
    const rig = createRig();
    putKey(rig, 'a', 1);
    rig.compute.before = (call) => {
      if (call === 'addKey') throw new RangelightError('invalid', 'compute', `Invalid value: ${keyValue(1)}`);
    };
    expect(await reach(rig, signing({ a: 1 }))).toBe('blocked');
    mustHide(rig);
  });

  test('are rotated once where a backend leaves in the same plan', async () => {
    const rig = createRig();
    const neg = computeRef('networkEndpointGroup', PROJECT, 'neg', 'europe-west1-a');
    rig.compute.put(neg, { name: 'neg' });
    const backends = [{ group: refKey(neg), balancingMode: 'RATE', maxRatePerEndpoint: 1 }];
    putKey(rig, 'a', 1);
    await reach(rig, signing({ a: 1 }, { backends }));
    putKey(rig, 'a', 2);
    expect(await reach(rig, signing({ a: 2 }, { backends: [] }))).toBe('succeeded');
    expect(made(rig).filter((type) => type === 'addKey')).toHaveLength(2);
    expect(rig.compute.keyValue(KEY, 'a')).toBe(keyValue(2));
  });
});
