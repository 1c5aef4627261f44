// A step of the way from a caller to an endpoint, in words, with the place that decides it and what it is called among
// findings.
import type { SourceRef } from '../../../core/index.ts';
import type { MeshCode } from '../codes/index.ts';

export interface MeshReason {
  readonly words: string;
  /** Absent for what is in no file. */
  readonly place?: SourceRef;
  /** Absent for what explains, and is nothing to mend. */
  readonly code?: MeshCode;
  /** What to do, where it is not what the code says. */
  readonly next?: string;
}

export function because(words: string, place?: SourceRef, code?: MeshCode, next?: string): MeshReason {
  return {
    words,
    ...(place === undefined ? {} : { place }),
    ...(code === undefined ? {} : { code }),
    ...(next === undefined ? {} : { next }),
  };
}
