// How many tokens a text has, before anything is made of them: a tree of tokens costs many times its text, and an error
// for each of them more.
import { Lexer } from 'yaml';

/** Tokens that are counted at a time. */
const AT_ONCE = 1_000;

/** @param spend takes on so many tokens; false ends the counting. */
export function countTokens(text: string, spend: (tokens: number) => boolean): boolean {
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += lexeme.startsWith('"') ? 1 + escapesIn(lexeme) : 1;
    if (tokens < AT_ONCE) continue;
    if (!spend(tokens)) return false;
    tokens = 0;
  }
  return spend(tokens);
}

/** An unknown one is an error of its own. */
function escapesIn(text: string): number {
  let escapes = 0;
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 2)) escapes += 1;
  return escapes;
}
