// A difference for one resource: what, which fields, whose doing, what traffic feels, and why.
import type { Json, JsonObject } from '../core/index.ts';
import type { Beside, Impact, Maker, ObjectKey, RefKey, ResourceRef } from '../model/index.ts';

export type ChangeKind = 'create' | 'update' | 'replace' | 'delete' | 'adopt' | 'abandon' | 'none';

/** `pending`: somebody merged. `drift`: somebody else changed the cloud. `fact`: the fleet changed. Never mixed. */
export type Cause = 'pending' | 'drift' | 'fact';

export interface FieldChange {
  /** Dotted path, as in the kind's field table; list items by key: `backends[projects/…].capacityScaler`. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  /** `shrink`: takes something away from what serves: a backend, host, path, port. */
  readonly effect: 'grow' | 'shrink' | 'change';
}

export interface Change extends Beside {
  readonly key: RefKey;
  readonly ref: ResourceRef;
  readonly kind: ChangeKind;
  /** Of one that is abandoned: it stands and is somebody else's, so our fields and our mark are given up in it. */
  readonly isReleased?: true;
  readonly cause: Cause;
  readonly maker: Maker;
  /** Manifest objects that it derives from, sorted. */
  readonly owners: readonly ObjectKey[];
  /** What it refers to or depends on, wanted or (for a delete) observed; sorted. */
  readonly needs: readonly RefKey[];
  readonly fields: readonly FieldChange[];
  readonly impact: Impact;
  /** One sentence. */
  readonly why: string;
  /** Body as observed; absent for create. */
  readonly before?: JsonObject;
  /** Body as wanted; absent for delete. */
  readonly after?: JsonObject;
}
