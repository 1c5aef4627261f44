// What a feature tells of its own changes, in the comment and in the check run: the shell of the report escapes it and finds it a place.
import type { Change } from '../diff/index.ts';
import { clip, code } from './escape.ts';

/** One item of a list, in pieces: words of ours, and names from elsewhere, which are shown as such and obeyed by nobody. */
export type ToldLine = readonly (string | { readonly name: string })[];

/** @returns lines in the order in which they are read, of all changes of a fleet. */
export type ReportPart = (changes: readonly Change[]) => readonly ToldLine[];

const MOST_LINES = 8;
/** That of a name below clusterset.local, and of everything that is shorter. */
const NAME_LENGTH = 253;

/** Markdown; empty for none. */
export function toldWords(lines: readonly ToldLine[]): string {
  const items = lines
    .slice(0, MOST_LINES)
    .map((line) => line.map((piece) => (typeof piece === 'string' ? piece : code(clip(piece.name, NAME_LENGTH)))))
    .map((pieces) => `- ${pieces.join('')}`);
  const more = lines.length > MOST_LINES ? [`- … and ${lines.length - MOST_LINES} more`] : [];
  return [...items, ...more].join('\n');
}
