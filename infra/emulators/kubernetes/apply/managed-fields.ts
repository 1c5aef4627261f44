// Who set which fields: the managedFields of an object, and what an apply or an update does to them.
import { type Cause, applyConflict } from '../errors.ts';
import type { KubeObject, ManagedFieldsEntry } from '../object.ts';
import {
  type FieldSet,
  difference,
  emptySet,
  fieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  pathsOf,
  sameSet,
  toFieldsV1,
  union,
  withoutChildren,
} from './field-set.ts';
import type { Comparison } from './fields-of.ts';

/** One manager's claim. Manager, operation, version and subresource together are its identity. */
export interface Claim {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

export type Claimant = Omit<Claim, 'fields' | 'time'>;

export function claimsOf(object: KubeObject): readonly Claim[] {
  return (object.metadata.managedFields ?? []).map((entry) => ({
    manager: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
    ...(entry.time === undefined ? {} : { time: entry.time }),
    fields: fromFieldsV1(entry.fieldsV1),
  }));
}

export function sameClaimant(a: Claimant, b: Claimant): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.apiVersion === b.apiVersion &&
    a.subresource === b.subresource
  );
}

/** Entries for the wire. An entry's time moves only when its set differs from the one in `before`. */
export function managedFields(
  claims: readonly Claim[],
  before: readonly Claim[],
  now: string,
): readonly ManagedFieldsEntry[] {
  const entries = claims.map((claim): ManagedFieldsEntry => {
    const known = before.find((old) => sameClaimant(old, claim));
    const time = known !== undefined && sameSet(known.fields, claim.fields) ? known.time : now;
    return {
      manager: claim.manager,
      operation: claim.operation,
      apiVersion: claim.apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(claim.fields),
      ...(claim.subresource === undefined ? {} : { subresource: claim.subresource }),
    };
  });
  return entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(entry: ManagedFieldsEntry): string {
  return [entry.operation, entry.time ?? '', entry.manager, entry.apiVersion, entry.subresource ?? ''].join('\0');
}

/** Metadata that no manager owns: identity and what the server keeps itself. */
const unowned = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
].map((name) => `f:${name}`);

/**
 * The part of a set that can be owned through an endpoint: with a status subresource, the main endpoint
 * never owns status and /status owns nothing else.
 */
export function ownable(set: FieldSet, endpoint: 'main' | 'status', hasStatus: boolean): FieldSet {
  if (endpoint === 'status') return fieldSet(false, [['f:status', set.children.get('f:status') ?? emptySet]]);
  const own = withoutChildren(set, ['f:apiVersion', 'f:kind', 'f:metadata', ...(hasStatus ? ['f:status'] : [])]);
  const metadata = withoutChildren(set.children.get('f:metadata') ?? emptySet, unowned);
  return fieldSet(false, [...own.children, ['f:metadata', { ...metadata, member: false }]]);
}

/** Claims after a plain write: the writer gains what it changed or added, everybody loses what is gone. */
export function claimsAfterUpdate(
  claims: readonly Claim[],
  writer: Claimant,
  change: Comparison,
  limit: (set: FieldSet) => FieldSet,
): readonly Claim[] {
  const gained = union(change.modified, change.added);
  const lost = union(gained, change.removed);
  const others = claims.filter((claim) => !sameClaimant(claim, writer));
  const own = claims.find((claim) => sameClaimant(claim, writer));
  const fields = limit(union(difference(own?.fields ?? emptySet, change.removed), gained));
  const after = others.map((claim) => ({ ...claim, fields: difference(claim.fields, lost) }));
  return [...after, { ...writer, ...(own?.time === undefined ? {} : { time: own.time }), fields }].filter(
    (claim) => !isEmptySet(claim.fields),
  );
}

/**
 * Claims after an apply whose own new set is already among `claims`.
 * @throws ApiError 409 when others own what it changes and `force` is off.
 */
export function claimsAfterApply(
  claims: readonly Claim[],
  applier: Claimant,
  change: Comparison,
  force: boolean,
): readonly Claim[] {
  const changed = union(change.modified, change.added);
  const contested = claims
    .filter((claim) => !sameClaimant(claim, applier))
    .map((claim) => ({ claim, fields: intersection(claim.fields, changed) }))
    .filter(({ fields }) => !isEmptySet(fields));
  if (contested.length > 0 && !force) throw conflictOf(contested);
  const lost = union(changed, change.removed);
  return claims
    .map((claim) => (sameClaimant(claim, applier) ? claim : { ...claim, fields: difference(claim.fields, lost) }))
    .filter((claim) => !isEmptySet(claim.fields));
}

function conflictOf(contested: readonly { readonly claim: Claim; readonly fields: FieldSet }[]): Error {
  const causes: Cause[] = [];
  const lines: string[] = [];
  for (const { claim, fields } of contested) {
    const who = printedClaimant(claim);
    const paths = pathsOf(fields);
    lines.push(`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`));
    for (const field of paths) causes.push({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field });
  }
  const [first] = causes;
  if (causes.length === 1 && first !== undefined) {
    return applyConflict(`Apply failed with 1 conflict: ${first.message}: ${first.field}`, causes);
  }
  return applyConflict(`Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes);
}

function printedClaimant(claim: Claim): string {
  const subresource = claim.subresource === undefined ? '' : ` with subresource "${claim.subresource}"`;
  const version = claim.operation === 'Update' ? ` using ${claim.apiVersion}` : '';
  const at = claim.operation === 'Update' && claim.time !== undefined ? ` at ${claim.time}` : '';
  return `${JSON.stringify(claim.manager)}${subresource}${version}${at}`;
}
