// What is wrong in some files of a commit: what has an error is not applied, and no run tells of it.
import type { Diagnostic } from '../core/index.ts';
import type { Revision } from './plan.ts';

/** Errors alone, in the order of the revision. */
export function errorsIn({ diagnostics }: Revision, files: ReadonlySet<string>): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity, source }) => severity === 'error' && source !== undefined && files.has(source.file),
  );
}
