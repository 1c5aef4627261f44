// Which fields can be owned at all: not what a request cannot reach through its endpoint, and not what names the
// object. Source: apimachinery's stripMetaManager, and GetResetFields of the strategies.
import { type FieldSet, difference, emptySet, fieldSet, leafSet, withoutChildren } from './field-set.ts';
import type { Comparison } from './fields-of.ts';

export type Endpoint = 'main' | 'status';

const STRIPPED = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
].map((name) => [`f:${name}`, leafSet] as const);

const stripped = fieldSet(false, [
  ['f:apiVersion', leafSet],
  ['f:kind', leafSet],
  ['f:metadata', fieldSet(true, STRIPPED)],
]);

interface Owned {
  readonly hasStatus: boolean;
  readonly custom: boolean;
  readonly statusKeepsLabels?: true;
}

/**
 * Without what the endpoint resets, whatever was sent: with a status subresource each one leaves the other's half
 * alone. Metadata can be written through /status of built-in kinds only.
 */
export function reachable(set: FieldSet, endpoint: Endpoint, owned: Owned): FieldSet {
  const { hasStatus, custom } = owned;
  if (!hasStatus) return set;
  if (endpoint === 'main') return withoutChildren(set, ['f:status']);
  const own = withoutChildren(set, custom ? ['f:spec', 'f:metadata'] : ['f:spec']);
  if (owned.statusKeepsLabels !== true) return own;
  const children = [...own.children].map(
    ([key, child]) => [key, key === 'f:metadata' ? withoutChildren(child, ['f:labels']) : child] as const,
  );
  return fieldSet(own.member, children);
}

export function reachableChange(change: Comparison, endpoint: Endpoint, owned: Owned): Comparison {
  const only = (set: FieldSet): FieldSet => reachable(set, endpoint, owned);
  return { removed: only(change.removed), modified: only(change.modified), added: only(change.added) };
}

/** The set as a manager can own it. */
export function stripMetadata(set: FieldSet): FieldSet {
  return set.children.size === 0 ? emptySet : difference(set, stripped);
}
