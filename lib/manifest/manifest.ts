// A manifest as a value: plain as in Git, and able to say where each of its fields stands.
import type { JsonObject, SourceRef } from '../core/index.ts';
import type { Path } from './located.ts';

/** Which object a document declares. */
export interface Identity {
  /** API group, without a version; '' is the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The link of the cluster in which it stands; absent for what stands for the fleet, or is placed by its feature. */
  readonly cluster?: string;
}

/** @typeParam Spec what the schema of its kind accepts as `spec`. */
export interface Manifest<Spec = unknown> extends Identity {
  /** The versions of a kind have the same shape. */
  readonly apiVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Spec;
  /** The whole document as in Git. */
  readonly body: JsonObject;
  /** The place of the value at a path, or of its nearest ancestor that exists. */
  at(path: Path): SourceRef;
  /** The place of the key at a path. */
  keyAt(path: Path): SourceRef;
}
