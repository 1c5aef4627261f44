// The few Markdown shapes that reports are made of; each is whole, so that putting blocks together cuts none open.
import { clip, visible } from './escape.ts';

const LINE_LENGTH = 400;

/** A table of ready Markdown cells; beyond `most` rows it says how many are missing. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], most: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, most).map(line);
  const more = rows.length > most ? [`\n… and ${rows.length - most} more.`] : [];
  return [line(head), line(head.map(() => '---')), ...shown, ...more].join('\n');
}

/** A list of ready Markdown items. */
export function list(items: readonly string[], most: number): string {
  const more = items.length > most ? [`- … and ${items.length - most} more`] : [];
  return [...items.slice(0, most).map((item) => `- ${item}`), ...more].join('\n');
}

/** A fenced block of raw lines; the fence is longer than any run of backticks inside. */
export function fence(language: string, lines: readonly string[]): string {
  const safe = lines.map((line) => clip(visible(line), LINE_LENGTH));
  const longest = Math.max(2, ...safe.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const mark = '`'.repeat(longest + 1);
  return [mark + language, ...safe, mark].join('\n');
}

/** @param summary ready HTML: constants, or passed through `text`. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
