// Labels in Mermaid flowcharts, which GitHub renders. Nothing that others wrote gets out of its label. Source: Mermaid
// flowchart syntax, entity codes (`#35;`).
import { clip, visible } from './escape.ts';

/** Beyond this a drawing is harder to read than a sentence. */
export const MOST_NODES = 12;

const LABEL_LENGTH = 40;

/** Letters, digits and what host names and paths are made of stay; everything else becomes an entity code. */
export function nodeLabel(text: string): string {
  return clip(visible(text), LABEL_LENGTH).replace(
    /[^\p{L}\p{N} ./-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
}

/** Strokes only: they can be told from both a light and a dark background. */
export const LOOKS: readonly string[] = [
  '  classDef same stroke:#8b949e',
  '  classDef new stroke:#2da44e,stroke-width:3px',
  '  classDef gone stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4',
];
