// What documents were last found to say: one that has not changed since is not parsed, checked and digested again. A
// sweep reads the same documents each minute, and a run reads its plan with each task.
import type { Kinds } from '../../model/index.ts';

/** What a text says, or part of a sentence that says why it cannot be used. */
export type SaidInDocument<T> =
  | { readonly value: T }
  | {
      readonly why: string;
      /** A newer Rangelight wrote it. */
      readonly isNewer?: true;
    };

/**
 * Characters of texts that are remembered at most, of all documents of a process; those that were asked for longest ago
 * go first.
 */
const MOST_CHARACTERS = 16 * 1024 * 1024;

interface Reading {
  readonly text: string;
  readonly kinds: Kinds;
  readonly said: SaidInDocument<unknown>;
}

export interface Readings {
  /**
   * @param read asked when the text is another one than last time; its value is frozen, since more than one may get it.
   */
  of<T>(key: string, text: string, kinds: Kinds, read: () => SaidInDocument<T>): SaidInDocument<T>;
}

export function createReadings(mostCharacters: number = MOST_CHARACTERS): Readings {
  const known = new Map<string, Reading>();
  let characters = 0;
  const forget = (key: string): void => {
    characters -= known.get(key)?.text.length ?? 0;
    known.delete(key);
  };
  return {
    of<T>(key: string, text: string, kinds: Kinds, read: () => SaidInDocument<T>): SaidInDocument<T> {
      const last = known.get(key);
      const isSame = last !== undefined && last.kinds === kinds && last.text === text;
      // A key is always of one kind of documents, and so of one type.
      const said = isSame ? (last.said as SaidInDocument<T>) : frozen(read());
      forget(key);
      known.set(key, { text, kinds, said });
      characters += text.length;
      for (const oldest of known.keys()) {
        if (characters <= mostCharacters) break;
        forget(oldest);
      }
      return said;
    },
  };
}

/** JSON, to its depth. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
