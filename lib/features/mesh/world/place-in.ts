// Where a value of an object stands, for what is said of it.
import type { SourceRef } from '../../../core/index.ts';

/** The place of the value at a path; undefined for an object that is in no file. */
export type PlaceIn = (path: readonly (string | number)[]) => SourceRef | undefined;
