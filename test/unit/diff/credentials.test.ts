// Credentials of a backend service as differences: what is ours, what is left alone, and what people read.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { type Change, diff } from '../../../lib/diff/index.ts';
import { asTaken, refKey } from '../../../lib/model/index.ts';
import { fieldLines } from '../../../lib/report/changes/field-lines.ts';
import { appliedOf, desiredOf, PROJECT, resource } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('backendService', PROJECT, 'bs');
const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

const keys = (values: JsonObject): JsonObject => ({ enableCDN: true, signedUrlKeys: values });

/** What Compute answers of a body that has these keys. */
function answered(body: JsonObject, names: readonly string[] = Object.keys(body['signedUrlKeys'] ?? {})): JsonObject {
  return {
    ...asTaken(KINDS.of('backendService').fields, body),
    ...(names.length === 0 ? {} : { cdnPolicy: { signedUrlKeyNames: names } }),
  };
}

function changeOf(wanted: JsonObject, applied: JsonObject | undefined, observed: JsonObject): Change | undefined {
  const seen = { ref: REF, body: resource(REF, observed).body, ours: true };
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf([resource(REF, wanted)]),
    applied: applied && appliedOf([resource(REF, applied)]),
    observed: { resources: new Map([[refKey(REF), seen]]), unknown: [] },
    takeover: false,
    pendingCause: 'pending',
  });
  return changes[0];
}

const paths = (change: Change | undefined): readonly string[] =>
  (change?.fields ?? []).map(({ path, before, after }) => {
    const how = before === undefined ? 'new' : after === undefined ? 'gone' : 'other';
    return `${path} ${how}`;
  });

describe('keys for signed URLs', () => {
  const one = keys({ a: OLD });

  test('are what we last wrote under their names', () => {
    expect(changeOf(one, one, answered(one))).toBeUndefined();
    expect(paths(changeOf(keys({ a: NEW }), one, answered(one)))).toEqual(['signedUrlKeys[a] other']);
    expect(paths(changeOf(keys({ a: OLD, b: NEW }), one, answered(one)))).toEqual(['signedUrlKeys[b] new']);
    expect(paths(changeOf({ enableCDN: true }, one, answered(one)))).toEqual(['signedUrlKeys[a] gone']);
  });

  test('of others are left alone, until Git names them', () => {
    const theirs = answered(one, ['a', 'theirs']);
    expect(changeOf(one, one, theirs)).toBeUndefined();
    expect(changeOf({ enableCDN: true }, { enableCDN: true }, theirs)).toBeUndefined();
    expect(paths(changeOf(keys({ a: OLD, theirs: NEW }), one, theirs))).toEqual(['signedUrlKeys[theirs] other']);
  });

  test('that somebody deleted are drift', () => {
    const change = changeOf(one, one, answered(one, []));
    expect([change?.cause, ...paths(change)]).toEqual(['drift', 'signedUrlKeys[a] new']);
  });

  test('that end are said to end, and their digests are cut', () => {
    const rotated = changeOf(keys({ a: NEW }), one, answered(one));
    expect(rotated?.why).toBe('the manifests changed; URLs that the old value of key a signed stop working');
    expect(changeOf(keys({ a: OLD, b: NEW }), one, answered(one))?.why).toBe('the manifests changed');
    const two = keys({ a: OLD, b: OLD });
    expect(changeOf(keys({ a: NEW }), two, answered(two))?.why).toMatch(/the old value of key a or b signed/);
    if (rotated === undefined) throw new TypeError('there is a change');
    expect(fieldLines(KINDS, rotated).slice(1)).toEqual([
      '- signedUrlKeys[a]: "aaaaaaaa…"',
      '+ signedUrlKeys[a]: "bbbbbbbb…"',
    ]);
  });
});

describe('Identity-Aware Proxy', () => {
  const on = { iap: { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: OLD } };
  const off = { iap: { enabled: false } };

  test('is compared by the digest of its secret', () => {
    expect(changeOf(on, on, on)).toBeUndefined();
    const rotated = { iap: { ...on.iap, oauth2ClientSecretSha256: NEW } };
    expect(paths(changeOf(rotated, on, on))).toEqual(['iap.oauth2ClientSecretSha256 other']);
    expect(changeOf(on, on, rotated)?.cause).toBe('drift');
  });

  test('goes off alone: its client stays', () => {
    expect(paths(changeOf(off, on, on))).toEqual(['iap.enabled other']);
    expect(changeOf(off, off, { iap: { ...on.iap, enabled: false } })).toBeUndefined();
    expect(paths(changeOf({}, on, on))).toEqual(['iap.enabled gone']);
    expect(changeOf({}, {}, { iap: { ...on.iap, enabled: false } })).toBeUndefined();
  });

  test('that somebody turned off is drift; one that Git never named is theirs', () => {
    expect(changeOf(on, on, { iap: { ...on.iap, enabled: false } })?.cause).toBe('drift');
    expect(changeOf({}, {}, on)).toBeUndefined();
    expect(paths(changeOf({ iap: { enabled: true } }, { iap: { enabled: true } }, on))).toEqual([]);
  });

  test('loses its own client only in the plan, where a gate waits', () => {
    expect(paths(changeOf({ iap: { enabled: true } }, on, on))).toEqual([
      'iap.oauth2ClientId gone',
      'iap.oauth2ClientSecretSha256 gone',
    ]);
  });
});
