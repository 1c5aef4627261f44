// How many lines a reader sees of a comment at GitHub's width, measured on the safe side.

/** Characters of GitHub's text in 780 px; headings are larger. */
const LINE = 105;
const HEADING = 72;

/** Everything that is not folded away; what is longer than a line counts as several. */
export function visibleLines(markdown: string): readonly string[] {
  return unfoldedOf(markdown)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('```'))
    .flatMap((line) => {
      const width = line.startsWith('#') ? HEADING : LINE;
      const text = line.replace(/<[^>]+>|\*\*|`|^#+ /g, '').replace(/&#?\w+;/g, 'x');
      return Array.from({ length: Math.max(1, Math.ceil(text.length / width)) }, (_, index) =>
        index === 0 ? line : `… ${text.slice(index * width)}`,
      );
    });
}

/** Of what is folded away its summary alone; innermost first, because what is folded may hold more that is. */
function unfoldedOf(markdown: string): string {
  const shown = markdown.replace(
    /<details><summary>((?:(?!<details>)[^])*?)<\/summary>(?:(?!<details>)[^])*?<\/details>/g,
    '$1',
  );
  return shown === markdown ? shown : unfoldedOf(shown);
}

/** What a reader sees first: three lines of the text, however they wrap. */
export function firstLines(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join('\n');
}
