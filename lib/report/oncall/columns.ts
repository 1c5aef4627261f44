// Lines of a terminal in columns, and times as somebody who is in a hurry reads them.

/** Each cell as wide as the widest of its column; the last one as it is. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** `40s`, `12m`, `3h05m`, `2d04h`: how long ago, or how long still. */
export function spanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (seconds < MINUTE_S) return `${seconds}s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)}m${two(seconds % MINUTE_S)}s`;
  if (seconds < DAY_S) return `${Math.floor(seconds / HOUR_S)}h${two((seconds % HOUR_S) / MINUTE_S)}m`;
  return `${Math.floor(seconds / DAY_S)}d${two((seconds % DAY_S) / HOUR_S)}h`;
}
