// A hint for a word that is not known: the nearest one that is.

/** Longer words are not typing errors, and comparing them is dear. */
const LONGEST_WORD = 253;
/** Among more words a near one is chance, and each mistake is compared with all of them. */
const MOST_WORDS = 200;

/** `Did you mean "x"?` for the nearest of the known words; undefined when none is near. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  if (word.length > LONGEST_WORD || words.length > MOST_WORDS) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of words.sort()) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  if (best === undefined || !isNear(word, best, least)) return undefined;
  return `Did you mean "${best}"?`;
}

/** Whether a word is one of the known ones but for a few letters. */
export function isTypingError(word: string, known: readonly string[]): boolean {
  if (word.length > LONGEST_WORD) return false;
  return known.some((one) => isFew(one, distance(word.toLowerCase(), one.toLowerCase())));
}

function isFew(candidate: string, far: number): boolean {
  return far <= Math.max(1, Math.floor(candidate.length / 3));
}

function isNear(word: string, candidate: string, far: number): boolean {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  const contained = Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a));
  return contained || isFew(candidate, far);
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
