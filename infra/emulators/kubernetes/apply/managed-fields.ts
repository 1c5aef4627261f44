// Who set which fields: the managedFields of an object, and what an apply or an update does to them.
import { type Cause, applyConflict } from '../errors.ts';
import { type JsonObject, equal, omit } from '../json.ts';
import type { ManagedFieldsEntry, Metadata } from '../object.ts';
import {
  type FieldSet,
  difference,
  emptySet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  pathsOf,
  toFieldsV1,
  union,
} from './field-set.ts';
import type { Comparison } from './fields-of.ts';
import { type Endpoint, stripMetadata } from './ownable.ts';

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

/** Who writes otherwise than by an apply. */
export function updaterOf(apiVersion: string, manager: string, endpoint: Endpoint): Claimant {
  return { manager, operation: 'Update', apiVersion, ...(endpoint === 'status' ? { subresource: 'status' } : {}) };
}

/** Entries that no server could have written are no claims. */
export function claimsOf(entries: Metadata['managedFields']): readonly Claim[] {
  return (entries ?? []).filter(isEntry).map((entry) => ({
    manager: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
    ...(entry.time === undefined ? {} : { time: entry.time }),
    fields: fromFieldsV1(entry.fieldsV1),
  }));
}

function isEntry({ operation, apiVersion, fieldsType }: Partial<ManagedFieldsEntry>): boolean {
  return (operation === 'Apply' || operation === 'Update') && apiVersion !== undefined && fieldsType === 'FieldsV1';
}

/**
 * `managedFields` of a write clears all ownership by one empty entry; where Go holds the object, by an empty list, too.
 */
export function clearsOwnership(entries: Metadata['managedFields'], isCustom: boolean): boolean {
  if (entries === undefined) return false;
  return (entries.length === 0 && !isCustom) || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}

/** An applier is one whatever version it applies in. */
export function sameClaimant(a: Claimant, b: Claimant): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion) &&
    a.subresource === b.subresource
  );
}

/** Entries for the wire; undefined when there are none. */
export function managedFields(claims: readonly Claim[]): Metadata['managedFields'] {
  const entries = claims.map(
    (claim): ManagedFieldsEntry => ({
      manager: claim.manager,
      operation: claim.operation,
      apiVersion: claim.apiVersion,
      ...(claim.time === undefined ? {} : { time: claim.time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(claim.fields),
      ...(claim.subresource === undefined ? {} : { subresource: claim.subresource }),
    }),
  );
  return entries.length === 0 ? undefined : entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(entry: ManagedFieldsEntry): string {
  return [entry.operation, entry.time ?? '', entry.manager, entry.apiVersion, entry.subresource ?? ''].join('\0');
}

/** The same owners of the same fields: a time that moved alone is no change. */
export function sameOwners(a: Metadata['managedFields'], b: Metadata['managedFields']): boolean {
  const timeless = (entries: Metadata['managedFields']): readonly JsonObject[] =>
    (entries ?? [])
      .map((entry) => omit(entry, 'time'))
      .sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
  return equal(timeless(a), timeless(b));
}

/** Claims after a plain write: the writer gains what it changed or added, everybody loses what is gone. */
export function claimsAfterUpdate(
  claims: readonly Claim[],
  writer: Claimant,
  change: Comparison,
  now: string,
): readonly Claim[] {
  const gained = union(change.modified, change.added);
  const lost = union(gained, change.removed);
  const left = claims
    .map((claim) => ({ ...claim, fields: difference(claim.fields, lost) }))
    .filter((claim) => !isEmptySet(claim.fields));
  const taken = stripMetadata(gained);
  if (isEmptySet(taken)) return left;
  const own = left.find((claim) => sameClaimant(claim, writer))?.fields ?? emptySet;
  const others = left.filter((claim) => !sameClaimant(claim, writer));
  return [...others, { ...writer, time: now, fields: union(own, taken) }];
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
  const ordered = [...contested].sort((a, b) => (sortKeyOf(a.claim) < sortKeyOf(b.claim) ? -1 : 1));
  for (const { claim, fields } of ordered) {
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

function sortKeyOf({ manager, operation, apiVersion, subresource }: Claim): string {
  return JSON.stringify([manager, operation, apiVersion, subresource ?? '']);
}

/** Never with the time: the identity of a manager has none (BuildManagerIdentifier). */
function printedClaimant({ manager, operation, apiVersion, subresource }: Claim): string {
  const through = subresource === undefined ? '' : ` with subresource "${subresource}"`;
  return `${JSON.stringify(manager)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
