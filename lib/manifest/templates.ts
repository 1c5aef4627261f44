// What a rendered file says of the templates that it came out of, by the place in its text. Source: Helm, `# Source:`
// above each document of `helm template`; Kustomize, `buildMetadata: [originAnnotations]`.

import { lastAtOrBefore } from './last-at-or-before.ts';

const SOURCE = /^# Source: (\S.*)$/m;
/** A path in the repository of the kustomization, or in that of a remote one. */
const ORIGIN = /^ +config\.kubernetes\.io\/origin: \|\n +path: (\S.*)$/m;
const NEXT_DOCUMENT = /^---/gm;

/** @returns the template of the document at an offset; undefined where nothing says so. */
export function templatesIn(text: string): (offset: number) => string | undefined {
  if (!SOURCE.test(text) && !ORIGIN.test(text)) return () => undefined;
  const starts = [0, ...[...text.matchAll(NEXT_DOCUMENT)].map(({ index }) => index)];
  const templates = starts.map((start, at) => {
    const document = text.slice(start, starts[at + 1]);
    return (SOURCE.exec(document) ?? ORIGIN.exec(document))?.[1]?.trim();
  });
  return (offset) => templates[lastAtOrBefore(starts, offset)];
}
