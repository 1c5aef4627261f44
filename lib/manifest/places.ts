// Offsets of a text → lines and columns. Counted from the text itself: the parser's own counter misses line ends inside
// of what it could not parse, and an error at the end of such a text would stand behind it.
import type { SourceRef } from '../core/index.ts';

/**
 * The places of a file; an offset behind its end is its end. Lines end with \n, as in the editor that shows the file.
 */
export function placesOf(file: string, text: string): (offset: number) => SourceRef {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const within = Math.min(Math.max(offset, 0), text.length);
    let line = 0;
    for (let end = starts.length; end - line > 1; ) {
      const middle = (line + end) >> 1;
      if ((starts[middle] ?? 0) <= within) line = middle;
      else end = middle;
    }
    return { file, line: line + 1, column: within - (starts[line] ?? 0) + 1 };
  };
}
