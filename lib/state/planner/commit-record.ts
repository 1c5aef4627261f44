// What a commit holds that is planned, for one occasion: the one check run of the commit tells of all of it. Written
// before the fleets are planned, so that the check run knows whom to wait for.
import type { Diagnostic, LineRun } from '../../core/index.ts';
import { type Occasion, UNMERGED, type Unmerged } from '../../plan/index.ts';
import { documentKind } from '../document/document.ts';
import { count, listOf, mapOf, name, object, oneOf, optional } from '../document/shape.ts';
import { diagnosticShape, occasion } from '../document/values.ts';

export interface CommitRecord {
  readonly occasion: Occasion;
  /** Sorted; none when there is nothing to plan. */
  readonly fleets: readonly string[];
  /** Of fleet files that are not known as any fleet's, and of the commit as a whole. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of a pull request: why nothing of it is planned. */
  readonly unmerged?: Unmerged;
  /**
   * Of a pull request: the files of fleets that it changes, each with where its lines are in the pull request's head.
   */
  readonly changed?: Readonly<Record<string, readonly LineRun[]>>;
}

export const commitRecords = documentKind<CommitRecord, [repository: string, commit: string, occasion: string]>({
  name: 'commit',
  bucket: 'state',
  collection: 'commits',
  writers: ['planner'],
  shape: object<CommitRecord>({
    occasion,
    fleets: listOf(name),
    diagnostics: listOf(diagnosticShape),
    unmerged: optional(oneOf(...UNMERGED)),
    changed: optional(mapOf(listOf(object<LineRun>({ from: count, to: count, lines: count })))),
  }),
});
