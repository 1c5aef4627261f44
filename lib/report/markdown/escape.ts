// Texts from manifests, branches and clouds inside Markdown: shown as they are, never obeyed. Every value that is not a
// constant of ours passes through here.

/**
 * Line breaks, control, invisible and direction-changing characters, spaces other than the usual one, and letters for
 * private use: they can hide or reorder what a reviewer reads, and two names that differ in them look the same. The
 * last ones are seen by no property: the blank of Braille, a note without a head, blanks of hieroglyphs, a filler of
 * Khitan, a place for an object.
 */
const UNSEEN =
  /(?! )[\p{Cc}\p{Cf}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{2800}\u{1d159}\u{13441}\u{13442}\u{fffc}]|\u{16fe4}/gu;
/** What Markdown or HTML would act on. */
const ACTIVE = /[&<>"'`*_[\]~|\\!{}$@#]/g;
/** An entity that renders as nothing and keeps GitHub from making a link or a mention of what it stands in. */
const BREAK = '&#8203;';

/**
 * One line of plain text in which nothing is hidden. For places that know no markup: titles, annotations, terminals.
 */
export function visible(value: string): string {
  return value.toWellFormed().replace(UNSEEN, (character) => {
    if (character === '\n' || character === '\r' || character === '\t') return ' ';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Plain words in Markdown or in HTML; entities instead of backslashes, so that both read them the same. */
export function escaped(value: string): string {
  return visible(value)
    .replace(ACTIVE, (character) =>
      character === '@' || character === '#' ? character + BREAK : `&#${character.charCodeAt(0)};`,
    )
    .replace(/:\/\//g, `:${BREAK}//`)
    .replace(/\bwww\./gi, (match) => match.slice(0, -1) + BREAK + '.')
    .replace(/\bGH-(?=\d)/gi, (match) => match.slice(0, -1) + BREAK + '-');
}

/** A name or value in Markdown, set as code, where GitHub makes neither mentions nor links. */
export function code(value: string): string {
  const plain = visible(value);
  // A backtick ends a code span, a pipe ends a table's cell, whatever stands before it: these need entities.
  if (plain.trim() === '' || /[`|]/.test(plain)) return `<code>${escaped(plain)}</code>`;
  return `\`${plain}\``;
}

/** At most `length` characters, with an ellipsis in place of the rest. Clip first, escape then. */
export function clip(value: string, length: number): string {
  const characters = Array.from(value);
  return characters.length <= length ? value : `${characters.slice(0, length - 1).join('')}…`;
}
