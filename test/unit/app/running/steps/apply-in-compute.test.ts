// One resource of Compute: inserted when it is absent, and else only those members written that differ and are ours to
// write.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { applyInCompute } from '../../../../../lib/app/running/steps/apply-in-compute.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import type { Change, FieldChange } from '../../../../../lib/diff/index.ts';
import { type ComputeRef, names, refKey, type SecretSource } from '../../../../../lib/model/index.ts';
import { opaqueSecret } from '../../../../fakes/memory-secrets.ts';
import { EU, MARK, OWNER, PROJECT, UNIT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { NEVER } from '../../rig.ts';
import { type StepRig, stepRig } from './step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const SERVICE = computeRef('backendService', PROJECT, 'b');
const ADDRESS = computeRef('address', PROJECT, 'ip');
const RULE = computeRef('forwardingRule', PROJECT, 'fr');
const MAP = computeRef('urlMap', PROJECT, 'um');
const NEG = computeRef('networkEndpointGroup', PROJECT, 'neg', 'europe-west1-b');

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const shrinking: FieldChange = { path: 'backends[x]', before: {}, effect: 'shrink' };

let rig: StepRig;
/** What each update was given, in order. */
let updates: JsonObject[];
beforeEach(() => {
  rig = stepRig();
  steps = 0;
  updates = [];
  const update = rig.compute.update.bind(rig.compute);
  rig.compute.update = async (current, changed, ...rest) => {
    updates.push(changed);
    await update(current, changed, ...rest);
  };
});

type Stage = Parameters<typeof applyInCompute>[2];

let steps = 0;

/** Each time as another step: no request is a repetition. */
function apply(
  ref: ComputeRef,
  after: JsonObject | undefined,
  more: Partial<Change> = {},
  stage: Stage = 'final',
  given: Partial<StepContext> = {},
) {
  steps += 1;
  const step = steps;
  const context = { ...rig.context, requestId: (part: string) => `${part} of step ${step}`, ...given };
  return applyInCompute(changeOf(ref, { ...(after && { after }), ...more }), ref, stage, context, NEVER);
}

const body = (ref: ComputeRef, more: JsonObject = {}): JsonObject => ({ name: ref.name, description: MARK, ...more });
const asked = () => rig.compute.asked.map(({ type, requestId }) => [type, requestId]);

const WROTE = { type: 'done', wrote: true };
const LEFT = { type: 'done', wrote: false };

describe('what stands as the run saw it when it began', () => {
  const wanted = body(SERVICE, { timeoutSec: 60 });
  let calls: string[];
  const stands = (ref: ComputeRef, more: JsonObject): Partial<StepContext> => {
    rig.compute.put(ref, { ...body(ref), ...more });
    const seen = { body: rig.compute.body(refKey(ref)) ?? {}, at: 0 };
    calls = [];
    rig.compute.before = (call) => void calls.push(call);
    return { seen: () => seen };
  };
  const before = { timeoutSec: 30 };

  test('is changed without another look', async () => {
    expect(await apply(SERVICE, wanted, {}, 'final', stands(SERVICE, before))).toMatchObject(WROTE);
    expect(calls).toEqual(['update']);
    expect(rig.compute.body(refKey(SERVICE))).toMatchObject(wanted);
  });

  test('is looked at where somebody has written since, and changed from that', async () => {
    const given = stands(SERVICE, before);
    rig.compute.put(SERVICE, { ...body(SERVICE), ...before, byHand: 'x' });
    expect(await apply(SERVICE, wanted, {}, 'final', given)).toMatchObject(WROTE);
    expect(calls).toEqual(['update', 'get', 'update']);
    expect(rig.compute.body(refKey(SERVICE))).toMatchObject({ ...wanted, byHand: 'x' });
  });

  test('is looked at where the step was tried before', async () => {
    const state = { status: 'attempted', attempts: 1, failures: 0, settled: false } as const;
    await apply(SERVICE, wanted, {}, 'final', { ...stands(SERVICE, before), state });
    expect(calls[0]).toBe('get');
  });

  test('is looked at where it is not ours, or the write is not refused to who comes second', async () => {
    await expect(
      apply(SERVICE, wanted, {}, 'final', stands(SERVICE, { ...before, description: 'theirs' })),
    ).rejects.toMatchObject({ code: 'denied' });
    expect(calls).toEqual(['get']);
    const given = stands(SERVICE, {});
    await apply(SERVICE, body(SERVICE, { securityPolicy: 'p' }), {}, 'final', given);
    expect(calls[0]).toBe('get');
  });
});

describe('what is absent', () => {
  test('is inserted, and the record says what was applied', async () => {
    const after = body(SERVICE, { protocol: 'HTTP2' });
    expect(await apply(SERVICE, after)).toEqual({
      ...WROTE,
      applied: { ref: SERVICE, body: after, maker: 'rangelight', owners: [], dependsOn: [] },
    });
    expect(rig.compute.body(refKey(SERVICE))).toMatchObject(after);
    expect(asked()).toEqual([['insert', 'insert of step 1']]);
  });

  test('and that the plan makes, is inserted without another look', async () => {
    const calls: string[] = [];
    rig.compute.before = (call) => void calls.push(call);
    expect(await apply(SERVICE, body(SERVICE), { kind: 'create' })).toMatchObject(WROTE);
    expect(calls).toEqual(['insert']);
  });

  test('no more, where the plan makes it, is looked at after all, and written where it differs', async () => {
    rig.compute.put(SERVICE, body(SERVICE, { protocol: 'HTTP' }));
    const wanted = body(SERVICE, { protocol: 'HTTP2' });
    expect(await apply(SERVICE, wanted, { kind: 'create' })).toMatchObject(WROTE);
    expect(updates).toEqual([{ protocol: 'HTTP2' }]);
    expect(await apply(SERVICE, wanted, { kind: 'create' })).toMatchObject(LEFT);
  });

  test('no more, and somebody else’s, is never written', async () => {
    rig.compute.put(SERVICE, { name: 'b', description: 'theirs', protocol: 'HTTP' });
    await expect(apply(SERVICE, body(SERVICE), { kind: 'create' })).rejects.toMatchObject({ code: 'denied' });
    expect(updates).toEqual([]);
  });

  test('is an address: its IP is noted, when it is made and when it stands', async () => {
    const first = await apply(ADDRESS, body(ADDRESS));
    const { address } = rig.compute.body(refKey(ADDRESS)) ?? {};
    expect(first).toMatchObject({ ...WROTE, note: address });
    expect(await apply(ADDRESS, body(ADDRESS))).toMatchObject({ ...LEFT, note: address });
  });

  test('is an address that has no IP yet: nothing is noted', async () => {
    rig.compute.put(ADDRESS, body(ADDRESS, { address: null }));
    expect(await apply(ADDRESS, body(ADDRESS))).not.toHaveProperty('note');
  });

  test('is an address that somebody removes at once: nothing is noted', async () => {
    rig.compute.after = (call) => {
      if (call === 'insert') rig.compute.drop(refKey(ADDRESS));
    };
    expect(await apply(ADDRESS, body(ADDRESS))).toMatchObject(WROTE);
  });

  test('is no address: nothing is noted', async () => {
    rig.compute.put(RULE, body(RULE, { address: 'not this' }));
    expect(await apply(RULE, body(RULE))).not.toHaveProperty('note');
  });
});

describe('what stands', () => {
  test('is left when it is as it is wanted', async () => {
    rig.compute.put(SERVICE, body(SERVICE, { protocol: 'HTTP2' }));
    expect(await apply(SERVICE, body(SERVICE, { protocol: 'HTTP2' }))).toMatchObject({
      ...LEFT,
      applied: { body: body(SERVICE, { protocol: 'HTTP2' }) },
    });
    expect(asked()).toEqual([]);
  });

  test('gets those members written that differ, each once, in order', async () => {
    rig.compute.put(NEG, { name: 'neg' });
    const backends = [{ group: refKey(NEG), balancingMode: 'RATE', maxRatePerEndpoint: 1 }];
    const same = { protocol: 'HTTP2', timeoutSec: 5 };
    rig.compute.put(SERVICE, body(SERVICE, { ...same, backends }));
    const wanted = {
      timeoutSec: 5,
      protocol: 'HTTP2',
      logConfig: { enable: true, sampleRate: 1 },
      backends: [{ ...backends[0], maxRatePerEndpoint: 2, capacityScaler: 0.5 }],
    };
    expect(await apply(SERVICE, body(SERVICE, wanted))).toMatchObject(WROTE);
    expect(updates).toEqual([{ backends: wanted.backends, logConfig: wanted.logConfig }]);
    expect(Object.keys(updates[0] ?? {})).toEqual(['backends', 'logConfig']);
    expect(asked()).toEqual([['update', 'update of step 1']]);
  });

  test('is not touched when it is not ours', async () => {
    for (const description of ['made by hand', MARK.replace(OWNER.installation, 'elsewhere')]) {
      rig.compute.put(SERVICE, { name: 'b', description });
      await expect(apply(SERVICE, body(SERVICE, { protocol: 'HTTP2' }))).rejects.toMatchObject({
        code: 'denied',
        system: 'compute',
        message: expect.stringContaining('b exists and '),
      });
    }
    expect(asked()).toEqual([]);
  });

  test('keeps what others set beside ours, unless the plan takes it back', async () => {
    const theirs = { securityPolicy: 'projects/p/global/securityPolicies/theirs' };
    rig.compute.put(SERVICE, body(SERVICE, theirs));
    const unrelated: FieldChange = { path: 'timeoutSec', before: 5, after: 30, effect: 'change' };
    expect(await apply(SERVICE, body(SERVICE), { fields: [unrelated] })).toMatchObject(LEFT);
    const back: FieldChange = { path: 'securityPolicy', before: theirs.securityPolicy, effect: 'change' };
    expect(await apply(SERVICE, body(SERVICE), { fields: [back] })).toMatchObject(WROTE);
    expect(updates).toEqual([{ securityPolicy: undefined }]);
  });

  test('is left when it names the IP of the address that it is to refer to', async () => {
    rig.compute.put(ADDRESS, body(ADDRESS, { address: '203.0.113.9' }));
    const rule = { portRange: '80-80', IPAddress: refKey(ADDRESS) };
    rig.compute.put(RULE, body(RULE, { ...rule, IPAddress: '203.0.113.9' }));
    expect(await apply(RULE, body(RULE, rule))).toMatchObject(LEFT);
  });

  test('loses what the plan takes to the last field, where nothing of it is wanted', async () => {
    rig.compute.put(SERVICE, body(SERVICE, { timeoutSec: 5 }));
    expect(await apply(SERVICE, undefined)).toMatchObject({ ...WROTE, applied: { body: {} } });
    expect(updates).toEqual([{ timeoutSec: undefined }]);
  });
});

describe('in between', () => {
  const group = (name: string) => {
    const ref = computeRef('networkEndpointGroup', PROJECT, name, 'europe-west1-b');
    rig.compute.put(ref, { name });
    return { group: refKey(ref), balancingMode: 'RATE', maxRatePerEndpoint: 1 };
  };

  test('a grown backend service has its old groups beside the new ones; in the end it has the new ones', async () => {
    const [old, fresh] = [group('old'), group('new')];
    const before = body(SERVICE, { backends: [old] });
    rig.compute.put(SERVICE, before);
    const after = body(SERVICE, { backends: [fresh] });
    expect(await apply(SERVICE, after, { before }, 'grown')).toMatchObject({ ...WROTE, applied: { body: after } });
    expect(await apply(SERVICE, after, { before }, 'final')).toMatchObject(WROTE);
    expect(updates).toEqual([{ backends: [fresh, old] }, { backends: [fresh] }]);
  });

  test('a warm URL map serves as before, with a rule for the newcomer', async () => {
    const [old, fresh] = ['old', 'new'].map((name) => {
      const ref = computeRef('backendService', PROJECT, name);
      rig.compute.put(ref, { name });
      return refKey(ref);
    }) as [string, string];
    const before = body(MAP, { defaultService: old, hostRules: [], pathMatchers: [] });
    rig.compute.put(MAP, before);
    const after = { ...before, defaultService: fresh };
    expect(await apply(MAP, after, { before }, 'warm')).toMatchObject(WROTE);
    expect(updates.map((one) => Object.keys(one))).toEqual([['hostRules', 'pathMatchers']]);
    expect(rig.compute.body(refKey(MAP))).toMatchObject({
      defaultService: old,
      pathMatchers: [{ name: names.warmUpMatcher(fresh), defaultService: fresh }],
    });
    expect(await apply(MAP, after, { before }, 'final')).toMatchObject(WROTE);
    expect(rig.compute.body(refKey(MAP))).toMatchObject({ defaultService: fresh, hostRules: [], pathMatchers: [] });
  });
});

describe('credentials', () => {
  const SECRET = 'client-secret-canary';
  const fingerprint = digestOf(SECRET);
  const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: fingerprint };
  const secret: SecretSource = { clusters: [EU], namespace: UNIT, name: 'oauth', fingerprint, use: 'oauth-client' };
  const putClient = () => rig.secrets.put(EU, UNIT, 'oauth', opaqueSecret({ client_id: 'me', client_secret: SECRET }));

  test('go into what is inserted, and into an update of their member', async () => {
    putClient();
    await apply(SERVICE, body(SERVICE, { iap }), { secret });
    expect(rig.compute.body(refKey(SERVICE))?.['iap']).toEqual(iap);
    rig.compute.put(SERVICE, body(SERVICE, { iap: { ...iap, oauth2ClientSecretSha256: 'older' } }));
    await apply(SERVICE, body(SERVICE, { iap }), { secret });
    expect(updates).toMatchObject([{ iap: { oauth2ClientId: 'me', oauth2ClientSecret: SECRET } }]);
  });

  test('are not read for a write of anything else', async () => {
    rig.secrets.failing.set(EU, 'denied');
    rig.compute.put(SERVICE, body(SERVICE, { iap }));
    expect(await apply(SERVICE, body(SERVICE, { iap, timeoutSec: 7 }), { secret })).toMatchObject(WROTE);
    expect(updates).toEqual([{ timeoutSec: 7 }]);
  });

  test('are in no refusal of a write', async () => {
    putClient();
    rig.compute.before = (call) => {
      if (call === 'insert') throw new TypeError(`what is ${SECRET}?`);
    };
    await expect(apply(SERVICE, body(SERVICE, { iap }), { secret })).rejects.toMatchObject({
      message: expect.stringContaining('what is [redacted]?'),
    });
  });
});

describe('keys for signed URLs', () => {
  const value = (n: number) => `keyValueCanary${n}aaaaaaa==`;
  const wanted = (n: number) => {
    const fingerprint = digestOf(value(n));
    const source = { clusters: [EU], namespace: UNIT, name: 'a', fingerprint, use: 'signed-url-key' } as const;
    rig.secrets.put(EU, UNIT, 'a', opaqueSecret({ key_value: value(n) }));
    return { after: body(SERVICE, { signedUrlKeys: { a: fingerprint } }), keys: [{ name: 'a', secret: source }] };
  };
  const rotated: FieldChange = { path: 'signedUrlKeys[a]', before: 'older', after: 'newer', effect: 'change' };

  const key = () => rig.compute.keyValue(refKey(SERVICE), 'a');

  test('come after the service that they are of, and no body that Compute gets says which they are', async () => {
    const { after, keys } = wanted(1);
    expect(await apply(SERVICE, after, { privateParts: keys })).toMatchObject({ ...WROTE, applied: { body: after } });
    expect(asked().map(([type]) => type)).toEqual(['insert', 'addKey']);
    expect(rig.compute.body(refKey(SERVICE))).not.toHaveProperty('signedUrlKeys');
    expect(key()).toBe(value(1));
    expect(await apply(SERVICE, after, { privateParts: keys })).toMatchObject(LEFT);
  });

  test('come to a new service, as many as there can be', async () => {
    const { keys } = wanted(1);
    const privateParts = ['a', 'b', 'c'].flatMap((name) => keys.map((one) => ({ ...one, name })));
    await apply(SERVICE, body(SERVICE), { privateParts });
    expect(asked().map(([type]) => type)).toEqual(['insert', 'addKey', 'addKey', 'addKey']);
  });

  test('count as written, though nothing else is', async () => {
    rig.compute.put(SERVICE, body(SERVICE));
    const { after, keys } = wanted(1);
    expect(await apply(SERVICE, after, { privateParts: keys })).toMatchObject(WROTE);
    expect(updates).toEqual([]);
  });

  test('turn once: in the first step of a change that takes something away, in the only one of another', async () => {
    const { after, keys } = wanted(1);
    await apply(SERVICE, after, { privateParts: keys });
    const turn = (n: number, stage: Stage, fields: readonly FieldChange[]) => {
      const next = wanted(n);
      return apply(SERVICE, next.after, { privateParts: next.keys, fields, before: body(SERVICE) }, stage);
    };
    expect(await turn(2, 'final', [rotated, shrinking])).toMatchObject(LEFT);
    expect(key()).toBe(value(1));
    expect(await turn(2, 'grown', [rotated, shrinking])).toMatchObject(WROTE);
    expect(key()).toBe(value(2));
    expect(await turn(3, 'final', [rotated])).toMatchObject(WROTE);
    expect(key()).toBe(value(3));
  });
});
