// Server-side apply: a live object, a configuration and a manager in; the new object and its owners out.
import type { JsonObject } from '../json.ts';
import { type KubeObject, withMetadata } from '../object.ts';
import { fillListKeys } from '../schema/fill-defaults.ts';
import type { Schema } from '../schema/schema.ts';
import { emptySet, union } from './field-set.ts';
import { compare, fieldsOf } from './fields-of.ts';
import { type Claim, type Claimant, claimsAfterApply, claimsOf, ownable, sameClaimant } from './managed-fields.ts';
import { dropAbandoned, merge } from './merge.ts';

export interface ApplyInput {
  readonly live: KubeObject;
  /** False when `live` is only the empty object that a create starts from. */
  readonly exists: boolean;
  readonly config: JsonObject;
  readonly schema: Schema;
  readonly applier: Claimant;
  readonly force: boolean;
  readonly hasStatus: boolean;
}

export interface Applied {
  readonly object: KubeObject;
  readonly claims: readonly Claim[];
}

/** @throws ApiError 409 on a conflict without force. */
export function serverSideApply(input: ApplyInput): Applied {
  const { schema, applier, hasStatus } = input;
  const endpoint = applier.subresource === 'status' ? 'status' : 'main';
  const live = fillListKeys(withMetadata(input.live, { managedFields: undefined }), schema);
  const given = restrict(input.config, endpoint, hasStatus);
  const config = fillListKeys(given, schema);
  const before = input.exists ? knownClaims(input, endpoint) : [];
  const last = before.find((claim) => sameClaimant(claim, applier))?.fields ?? emptySet;
  const own: Claim = { ...applier, fields: ownable(fieldsOf(given, schema), endpoint, hasStatus) };
  const claims = [...before.filter((claim) => !sameClaimant(claim, applier)), own];

  const merged = fillListKeys(merge(live, config, schema) ?? live, schema);
  let owned = emptySet;
  for (const claim of claims) owned = union(owned, claim.fields);
  const object = fillListKeys(dropAbandoned(merged, last, owned, schema), schema) as KubeObject;
  return { object, claims: claimsAfterApply(claims, applier, compare(live, object, schema), input.force) };
}

/** An object that nobody claims yet belongs to "before-first-apply", as updates of an unknown past. */
function knownClaims(input: ApplyInput, endpoint: 'main' | 'status'): readonly Claim[] {
  const claims = claimsOf(input.live);
  if (claims.length > 0) return claims;
  const fields = ownable(fieldsOf(input.live, input.schema), endpoint, input.hasStatus);
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion: input.applier.apiVersion, fields }];
}

/** What the endpoint takes of a configuration. The rest is ignored, not refused. */
function restrict(config: JsonObject, endpoint: 'main' | 'status', hasStatus: boolean): JsonObject {
  const { apiVersion, kind, metadata, status, ...rest } = config;
  if (endpoint === 'status') return { apiVersion, kind, metadata: {}, ...(status === undefined ? {} : { status }) };
  return { apiVersion, kind, metadata, ...rest, ...(hasStatus || status === undefined ? {} : { status }) };
}
