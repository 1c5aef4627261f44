// A path → its shape, which may be kept and shown: segments that look like words stay, everything else (ids, tokens,
// addresses, names with numbers) is `*`. A request is answered by its path, never by its shape.

/** Plain lower-case words, versions such as `v1`, and endings such as `index.html`. */
const WORD = /^(?:v\d{1,3}|[a-z]+(?:[-_][a-z]+)*(?:\.[a-z][a-z0-9]{1,4})?)$/;
const LONGEST_WORD = 24;
const MOST_SEGMENTS = 8;

/** `/v1/users/4711/orders` → `/v1/users/…/orders`, with a star in the middle. */
export function pathShape(path: string): string {
  const segments = path.split('/').slice(1);
  const shown = segments.slice(0, MOST_SEGMENTS).map((segment) => (isWord(segment) ? segment : '*'));
  return `/${[...shown, ...(segments.length > MOST_SEGMENTS ? ['…'] : [])].join('/')}`;
}

function isWord(segment: string): boolean {
  return segment === '' || (segment.length <= LONGEST_WORD && WORD.test(segment));
}
