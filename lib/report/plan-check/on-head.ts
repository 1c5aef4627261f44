// Findings are on lines of the merge; GitHub shows annotations on lines of the pull request's head. What is in a file
// that the pull request does not change, or on a line that its head does not have, stands in the summary alone.
import { type LineRun, lineIn } from '../../core/index.ts';
import type { Annotation } from '../../ports/index.ts';

/** By file: which lines of the merge are which lines of the head. */
export type ChangedLines = Readonly<Record<string, readonly LineRun[]>>;

/** @param changed undefined: the lines are those of the commit itself. */
export function onHead(annotations: readonly Annotation[], changed: ChangedLines | undefined): readonly Annotation[] {
  if (changed === undefined) return annotations;
  return annotations.flatMap((annotation) => {
    const { source } = annotation;
    const line = Object.hasOwn(changed, source.file) ? lineIn(changed[source.file] ?? [], source.line) : undefined;
    return line === undefined ? [] : [{ ...annotation, source: { ...source, line } }];
  });
}
