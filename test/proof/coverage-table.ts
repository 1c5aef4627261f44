// The coverage of histories as text: kinds of calls × ways to go wrong, and what was not reached.
import { CELLS, type Cell, KINDS, type Trouble } from './coverage.ts';

export interface Reached {
  add(cell: Cell): void;
  /** Cells of the table that nothing reached. */
  missing(): readonly Cell[];
  /** How many cells there are, and how many were reached. */
  readonly counts: { readonly cells: number; readonly reached: number };
  /** One line for each kind; `.` where nothing reached it, blank where it cannot happen. */
  lines(): readonly string[];
  /** `kind × trouble` → hits. */
  toJSON(): Readonly<Record<string, number>>;
}

const TROUBLES: readonly Trouble[] = [...new Set(CELLS.map(({ trouble }) => trouble))];

export function createReached(): Reached {
  const hits = new Map<string, number>();
  const keyOf = ({ kind, trouble }: Cell): string => `${kind} × ${trouble}`;
  const missing = (): readonly Cell[] => CELLS.filter((cell) => !hits.has(keyOf(cell)));
  const wanted = new Set(CELLS.map(keyOf));
  return {
    add: (cell) => void hits.set(keyOf(cell), (hits.get(keyOf(cell)) ?? 0) + 1),
    missing,
    get counts() {
      return { cells: CELLS.length, reached: CELLS.length - missing().length };
    },
    lines() {
      const width = Math.max(...KINDS.map(({ length }) => length));
      const head = [''.padEnd(width), ...TROUBLES].join('  ');
      const rows = KINDS.map((kind) => {
        const counts = TROUBLES.map((trouble) => {
          const key = keyOf({ kind, trouble });
          const count = hits.get(key) ?? (wanted.has(key) ? '.' : '');
          return String(count).padStart(trouble.length);
        });
        return [kind.padEnd(width), ...counts].join('  ').trimEnd();
      });
      return [head, ...rows];
    },
    toJSON: () => Object.fromEntries([...hits].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
