// Server-side apply: a live object, a configuration and a manager in; the new object and its owners out.
// Source: structured-merge-diff's Updater.Apply, and the managers around it in apimachinery.
import { type JsonObject, equal } from '../json.ts';
import { type KubeObject, withMetadata } from '../object.ts';
import { fillListKeys } from '../schema/fill-defaults.ts';
import type { Schema } from '../schema/schema.ts';
import { emptySet, isEmptySet, union } from './field-set.ts';
import { compare, fieldsOf } from './fields-of.ts';
import {
  type Claim,
  type Claimant,
  claimsAfterApply,
  claimsAfterUpdate,
  claimsOf,
  sameClaimant,
} from './managed-fields.ts';
import { dropAbandoned, merge } from './merge.ts';
import { type Endpoint, reachable, reachableChange, stripMetadata } from './ownable.ts';

export interface ApplyInput {
  /** What stands; an empty object of the kind when nothing does. */
  readonly live: KubeObject;
  /** An empty object of the kind. */
  readonly blank: KubeObject;
  readonly config: JsonObject;
  readonly schema: Schema;
  readonly applier: Claimant;
  readonly force: boolean;
  readonly hasStatus: boolean;
  readonly custom: boolean;
  readonly now: string;
}

export interface Applied {
  readonly object: KubeObject;
  readonly claims: readonly Claim[];
}

/** @throws ApiError 409 on a conflict without force. */
export function serverSideApply(input: ApplyInput): Applied {
  const { schema, applier, now } = input;
  const endpoint: Endpoint = applier.subresource === 'status' ? 'status' : 'main';
  const live = fillListKeys(withMetadata(input.live, { managedFields: undefined }), schema);
  const config = fillListKeys(input.config, schema);
  const before = knownClaims(input, endpoint);
  const known = before.find((claim) => sameClaimant(claim, applier));
  // What names the object counts as set until the end, or pruning would take it away.
  const fields = reachable(fieldsOf(input.config, schema), endpoint, input);
  const others = before.filter((claim) => !sameClaimant(claim, applier));
  const own: Claim = { ...applier, ...(known?.time === undefined ? {} : { time: known.time }), fields };

  const merged = fillListKeys(merge(live, config, schema) ?? live, schema);
  let owned = fields;
  for (const claim of others) owned = union(owned, claim.fields);
  const object = fillListKeys(dropAbandoned(merged, known?.fields ?? emptySet, owned, schema), schema) as KubeObject;
  const change = reachableChange(compare(live, object, schema), endpoint, input);
  // The time says when an applier last changed something, not when it last asked.
  const time = equal(live, object) ? {} : { time: now };
  const claims = claimsAfterApply([...others, own], applier, change, input.force)
    .map((claim) => (sameClaimant(claim, applier) ? { ...claim, ...time, fields: stripMetadata(claim.fields) } : claim))
    .filter((claim) => !isEmptySet(claim.fields));
  return { object, claims };
}

/** An object that nobody claims yet belongs to "before-first-apply", as updates of an unknown past. */
function knownClaims(input: ApplyInput, endpoint: Endpoint): readonly Claim[] {
  const { schema, applier, live, blank, now } = input;
  const claims = claimsOf(live.metadata.managedFields);
  if (claims.length > 0) return claims.filter((claim) => !isEmptySet(claim.fields));
  const past: Claimant = { ...applier, manager: 'before-first-apply', operation: 'Update' };
  const change = compare(blank, withMetadata(live, { managedFields: undefined }), schema);
  return claimsAfterUpdate([], past, reachableChange(change, endpoint, input), now);
}
