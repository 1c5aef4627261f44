// What a reviewer is shown of a name whose exports come or go, as it is kept in the revision. The planner writes it,
// the reporter reads it.
import type { JsonObject } from '../../core/index.ts';
import { createSchemaCheck } from '../../manifest/index.ts';
import { keptList, keptObject } from '../common/kept-shape.ts';
import type { ClusterLink } from '../../model/index.ts';

export interface NameOutlook {
  /** `namespace/name`. */
  readonly service: string;
  readonly clustersetName: string;
  readonly derivedName: string;
  readonly outcome: 'imported' | 'nowhere' | 'unknown';
  /** Whether what cannot be read cannot change it. */
  readonly isCertain: boolean;
  readonly isHeadless: boolean;
  readonly ports: readonly { readonly port: string; readonly clusters: readonly ClusterLink[] }[];
  readonly conflicts: readonly {
    readonly field: string;
    readonly winner: { readonly cluster: ClusterLink; readonly value: string };
    readonly others: readonly { readonly cluster: ClusterLink; readonly value: string }[];
  }[];
  /** What changes for callers of a name that is answered already, in words. */
  readonly changed: readonly string[];
  readonly importers: readonly ClusterLink[];
  /** Not known whether they have the namespace. */
  readonly perhaps: readonly ClusterLink[];
  readonly without: readonly ClusterLink[];
  /** In Git, declared, and, of a name that dies, those that stand in clusters. */
  readonly callers: readonly { readonly what: string; readonly place: string }[];
  /** Of a name that dies, the clusters whose workloads cannot be read. */
  readonly unread: readonly ClusterLink[];
}

export interface ServicesOutlook {
  readonly names: readonly NameOutlook[];
}

const TEXT: JsonObject = { type: 'string' };
const LINKS: JsonObject = keptList(TEXT);
const SAID = keptObject({ cluster: TEXT, value: TEXT });

const checkOutlook = createSchemaCheck(
  keptObject({
    names: keptList(
      keptObject({
        service: TEXT,
        clustersetName: TEXT,
        derivedName: TEXT,
        outcome: { enum: ['imported', 'nowhere', 'unknown'] },
        isCertain: { type: 'boolean' },
        isHeadless: { type: 'boolean' },
        ports: keptList(keptObject({ port: TEXT, clusters: LINKS })),
        conflicts: keptList(keptObject({ field: TEXT, winner: SAID, others: keptList(SAID) })),
        changed: LINKS,
        importers: LINKS,
        perhaps: LINKS,
        without: LINKS,
        callers: keptList(keptObject({ what: TEXT, place: TEXT })),
        unread: LINKS,
      }),
    ),
  }),
);

export function keptOutlook(outlook: ServicesOutlook): JsonObject {
  return outlook as unknown as JsonObject;
}

/** Undefined where nothing is kept, or something of another version. */
export function readOutlook(kept: JsonObject | undefined): ServicesOutlook | undefined {
  if (kept === undefined || checkOutlook(kept).length > 0) return undefined;
  return kept as unknown as ServicesOutlook;
}
