// Offsets of a text → lines and columns. Counted from the text itself: the parser's own counter misses line ends inside
// of what it could not parse, and an error at the end of such a text would stand behind it.
import type { SourceRef } from '../core/index.ts';
import { lastAtOrBefore } from './last-at-or-before.ts';
import { templatesIn } from './templates.ts';

/**
 * The places of a file; an offset behind its end is its end. Lines end with \n, as in the editor that shows the file.
 */
export function placesOf(file: string, text: string): (offset: number) => SourceRef {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const templateAt = templatesIn(text);
  return (offset) => {
    const within = Math.min(Math.max(offset, 0), text.length);
    const line = lastAtOrBefore(starts, within);
    const template = templateAt(within);
    const place = { file, line: line + 1, column: within - (starts[line] ?? 0) + 1 };
    return template === undefined ? place : { ...place, template };
  };
}
