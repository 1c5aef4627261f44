// What a reviewer is shown of the calls of a mesh, as it is kept in the revision. The planner writes it, the reporter
// reads it, and the next proposal is compared with it.
import { isJsonObject, type JsonObject } from '../../core/index.ts';
import { createSchemaCheck } from '../../manifest/index.ts';
import { keptList, keptObject } from '../common/kept-shape.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { MeshVerdict } from './verdict/verdict.ts';

export interface CallOutlook {
  /** `Kind namespace/name`. */
  readonly caller: string;
  readonly cluster: ClusterLink;
  /** `namespace/name`, with a port where one is known. */
  readonly target: string;
  readonly state: MeshVerdict['state'];
  /** In the branch's head; absent where the call was not known there. */
  readonly was?: MeshVerdict['state'];
  /** Clusters whose pods answer. */
  readonly by: readonly ClusterLink[];
  /** What rules come to, as a short text; '' where no pod gets a request. */
  readonly effect: string;
  /** The same two in the branch's head, where they were otherwise and the call was answered there. */
  readonly before?: Pick<CallOutlook, 'by' | 'effect'>;
  /** The first reason of what is not ok; '' where all is. */
  readonly why: string;
  /** The name resolves by a Service that Rangelight makes: also in the branch's head, or from now on. */
  readonly byStub?: 'as-before' | 'from-now';
}

export interface MeshOutlook {
  /** Those that change or are not ok before the others, which may be cut off. */
  readonly calls: readonly CallOutlook[];
  /** Of all that are known. */
  readonly counts: Readonly<Record<MeshVerdict['state'], number>>;
  /** Whether the head is known, so that a call without `was` is a new one. */
  readonly isCompared: boolean;
}

const TEXT: JsonObject = { type: 'string' };
const STATE: JsonObject = { enum: ['ok', 'degraded', 'fails', 'unknown'] };
const COUNT: JsonObject = { type: 'integer', minimum: 0 };

const checkOutlook = createSchemaCheck(
  keptObject({
    calls: keptList(
      keptObject(
        {
          caller: TEXT,
          cluster: TEXT,
          target: TEXT,
          state: STATE,
          was: STATE,
          by: keptList(TEXT),
          effect: TEXT,
          before: keptObject({ by: keptList(TEXT), effect: TEXT }),
          why: TEXT,
          byStub: { enum: ['as-before', 'from-now'] },
        },
        ['was', 'byStub', 'before'],
      ),
    ),
    counts: keptObject({ ok: COUNT, degraded: COUNT, fails: COUNT, unknown: COUNT }),
    isCompared: { type: 'boolean' },
  }),
);

export function keptCalls(outlook: MeshOutlook): JsonObject {
  return outlook as unknown as JsonObject;
}

/** Undefined where nothing is kept, or something of another version. */
export function readCalls(kept: JsonObject | undefined): MeshOutlook | undefined {
  if (!isJsonObject(kept) || checkOutlook(kept).length > 0) return undefined;
  return kept as unknown as MeshOutlook;
}
