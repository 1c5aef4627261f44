// A line into words, as a shell would split it, with nothing of what a shell would then do.

export type Words =
  | { readonly type: 'words'; readonly words: readonly string[] }
  | { readonly type: 'open-quote'; readonly quote: string };

const SPACE = /\s/u;
/** What a word may hold bare: nothing that begins or ends one. */
const PLAIN = /^[^\s"'\\]+$/u;

/**
 * Splits at white space. `'…'` and `"…"` keep white space; a backslash keeps the next character as it is, but not
 * between single quotes. Nothing is ever expanded.
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  const characters = Array.from(line);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '\\' && quote !== "'" && at + 1 < characters.length) {
      at += 1;
      word = (word ?? '') + (characters[at] ?? '');
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      // Two quotes with nothing between are a word too.
      word ??= '';
    } else if (!SPACE.test(character)) {
      word = (word ?? '') + character;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== undefined) return { type: 'open-quote', quote };
  return { type: 'words', words: word === undefined ? words : [...words, word] };
}

/** Words as a line that splits into them again. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}
