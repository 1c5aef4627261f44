// Which refs a push moved, found by looking at all of them before and after.
import { zeroSha } from './repository/revisions.ts';

export interface RefMove {
  readonly ref: string;
  /** Forty zeros when the ref is new. */
  readonly before: string;
  /** Forty zeros when the ref is gone. */
  readonly after: string;
}

/** Compares two snapshots of the refs. */
export function movesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefMove[] {
  const moves: RefMove[] = [];
  for (const ref of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const move = { ref, before: before.get(ref) ?? zeroSha, after: after.get(ref) ?? zeroSha };
    if (move.before !== move.after) moves.push(move);
  }
  return moves;
}
