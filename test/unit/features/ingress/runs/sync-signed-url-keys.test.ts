// Keys for signed URLs: what is there stays unless the plan says otherwise, and what is written and said is what was
// done.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { syncSignedUrlKeys } from '../../../../../lib/features/ingress/runs/sync-signed-url-keys.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { FieldChange } from '../../../../../lib/diff/index.ts';
import { type PrivatePart, refKey, type SecretSource } from '../../../../../lib/model/index.ts';
import { opaqueSecret } from '../../../../fakes/memory-secrets.ts';
import { EU, MARK, PROJECT, UNIT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { NEVER } from '../../../app/rig.ts';
import { type StepRig, stepRig } from '../../../app/running/steps/step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('backendService', PROJECT, 'b');
const VALUE = 'aaaaaaaaaaaaaaaaaaaaaa==';

const source = (name: string): SecretSource => {
  const fingerprint = createHash('sha256').update(VALUE).digest('hex');
  return { clusters: [EU], namespace: UNIT, name, fingerprint, use: 'signed-url-key' };
};
const field = (name: string, more: Partial<FieldChange>): FieldChange => ({
  path: `signedUrlKeys[${name}]`,
  effect: 'change',
  ...more,
});
const comes = (name: string) => field(name, { after: 'new' });
const turns = (name: string) => field(name, { before: 'old', after: 'new' });
const goes = (name: string) => field(name, { before: 'old' });

let rig: StepRig;
beforeEach(() => {
  rig = stepRig();
});

/** @param there what the service has; @param wanted the keys that the plan means. */
function sync(
  there: readonly string[],
  wanted: readonly string[],
  fields: readonly FieldChange[],
  rotates = true,
  secret: (name: string) => SecretSource = source,
): Promise<boolean> {
  rig.compute.put(REF, { name: 'b', description: MARK, cdnPolicy: { signedUrlKeyNames: there } });
  for (const name of wanted) rig.secrets.put(EU, UNIT, name, opaqueSecret({ key_value: VALUE }));
  const privateParts: readonly PrivatePart[] = wanted.map((name) => ({ name, secret: secret(name) }));
  return syncSignedUrlKeys(changeOf(REF, { fields, privateParts }), REF, { names: there, rotates }, rig.context, NEVER);
}

const asked = () => rig.compute.asked.map(({ requestId }) => requestId);

describe('keys of a backend service', () => {
  test('that are as they are wanted cost no call, and nothing was written', async () => {
    expect(await sync(['a', 'theirs'], ['a'], [])).toBe(false);
    expect(await sync([], [], [field('a', { path: 'timeoutSec', before: 1 })])).toBe(false);
    expect(await syncSignedUrlKeys(changeOf(REF), REF, { names: ['a'], rotates: true }, rig.context, NEVER)).toBe(
      false,
    );
    expect(asked()).toEqual([]);
  });

  test('are told as written when one comes, and when one goes', async () => {
    expect(await sync(['theirs'], ['a'], [comes('a')])).toBe(true);
    expect(await sync(['a', 'theirs'], [], [goes('a')])).toBe(true);
    expect(asked()).toEqual(['id of add key a', 'id of delete key a']);
  });

  test('are written by name, with the value of their Secret, which no refusal quotes', async () => {
    await sync([], ['a'], [comes('a')]);
    expect(rig.compute.keyValue(refKey(REF), 'a')).toBe(VALUE);
    rig.compute.before = (call) => {
      if (call === 'addKey') throw new RangelightError('invalid', 'compute', `no such key: ${VALUE}`);
    };
    await expect(sync([], ['b'], [comes('b')])).rejects.toMatchObject({ message: 'no such key: [redacted]' });
  });

  test('come before others go, where there is room', async () => {
    expect(await sync(['old'], ['a'], [comes('a'), goes('old')])).toBe(true);
    expect(asked()).toEqual(['id of add key a', 'id of delete key old']);
  });

  test('are told as written when the one that goes made room for one that comes', async () => {
    expect(await sync(['x', 'y', 'old'], ['a'], [comes('a'), goes('old')])).toBe(true);
    expect(asked()).toEqual(['id of delete key old', 'id of add key a']);
  });

  test('that are gone already are not taken away again', async () => {
    expect(await sync(['theirs'], [], [goes('a')])).toBe(false);
    expect(asked()).toEqual([]);
  });

  test('get another value in the step that may write it, and in no other', async () => {
    expect(await sync(['a'], ['a'], [turns('a')], false)).toBe(false);
    expect(asked()).toEqual([]);
    expect(await sync(['a'], ['a'], [turns('a')])).toBe(true);
    expect(asked()).toEqual(['id of delete key a', 'id of add key a']);
  });

  test('that the plan adds and that are there already, after an answer that was lost, are never taken away', async () => {
    expect(await sync(['a'], ['a'], [comes('a')])).toBe(false);
    expect(asked()).toEqual([]);
  });

  test('of others leave room for so many and no more: the next one is refused before Compute is asked', async () => {
    await expect(sync(['x', 'y'], ['a', 'b'], [comes('a'), comes('b')])).rejects.toMatchObject({
      code: 'quota',
      system: 'compute',
      message: expect.stringMatching(/^b has 3 keys for signed URLs.* and b is added$/),
    });
    expect(asked()).toEqual(['id of add key a']);
  });

  test('are not written, and none goes for them, where the plan names a Secret of another use', async () => {
    const client = { client_id: 'me', client_secret: VALUE };
    const oauth = (name: string): SecretSource => ({ ...source(name), name: 'oauth', use: 'oauth-client' });
    rig.secrets.put(EU, UNIT, 'oauth', opaqueSecret(client));
    await expect(sync(['a'], ['a'], [turns('a')], true, oauth)).rejects.toMatchObject({
      code: 'unexpected',
      system: 'plan',
      message: 'the key a has no value',
    });
    expect(asked()).toEqual([]);
  });
});
