// What a feature says of a kind of manifest, so that documents of it can be read, checked and placed.
import type { Diagnostic, JsonObject } from '../core/index.ts';
import type { Manifest } from './manifest.ts';
import type { SchemaCheck } from './schema-check.ts';

export interface ManifestKind<M extends Manifest = Manifest> {
  /** API group, without a version; '' is the core group. */
  readonly group: string;
  readonly kind: string;
  /** Of one shape: older spellings included. The first one is to be written. */
  readonly versions: readonly string[];
  /** Strict, as `schemaOfCrd` makes them. */
  readonly schema: JsonObject;
  /** What is wrong by the schema, in words that fit the kind. */
  readonly checkSchema: SchemaCheck;
  /** `managed`: Git decides what stands. `read`: others apply it, and Rangelight looks at it alone. */
  readonly role: 'managed' | 'read';
  /**
   * For whom an object stands. `fleet`: for all of it, whichever folder the file lies in. `cluster`: in the one that
   * the folder names. `either`: in the one that the folder names; where none does, its feature places it.
   */
  readonly stands: 'fleet' | 'cluster' | 'either';
  /** `cluster`: its objects have no namespace. Absent: each has one. */
  readonly scope?: 'cluster';
  /**
   * The section of a fleet file that asks for objects of it, as `asksFor` reads it: without one they are for others.
   * Absent: every fleet does.
   */
  readonly section?: string;
  /** What the schema cannot say about one manifest. */
  check(manifest: M): readonly Diagnostic[];
}

/**
 * Whether a manifest is of a kind. It then has the type that the kind's schema accepts: types are asserted nowhere
 * else.
 */
export function isOfKind<M extends Manifest>(
  { group, kind }: Pick<ManifestKind<M>, 'group' | 'kind' | 'check'>,
  manifest: Manifest,
): manifest is M {
  return manifest.group === group && manifest.kind === kind;
}

/** `group/version`, for each version; the core group has no name. */
export function apiVersionsOf({ group, versions }: Pick<ManifestKind, 'group' | 'versions'>): readonly string[] {
  return versions.map((version) => (group === '' ? version : `${group}/${version}`));
}

/** The group of an `apiVersion`. */
export function groupOfVersion(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}
