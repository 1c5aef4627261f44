// Texts on GitHub that are ours: known by a hidden marker in the first line and by who wrote them, for anybody can copy
// a marker.

/** The text with its hidden marker. */
export function marked(marker: string, body: string): string {
  return `${firstLine(marker)}\n${body}`;
}

/** Whether a text is the one of that marker and author. */
export function carries(
  text: { readonly body?: string | null | undefined; readonly user?: { readonly login: string } | null },
  marker: string,
  login: string,
): boolean {
  return (
    text.user?.login === login && sameText((text.body ?? '').slice(0, firstLine(marker).length), firstLine(marker))
  );
}

/** What a text of that marker says, without it. */
export function textOf(body: string, marker: string): string {
  return body.replaceAll('\r\n', '\n').slice(firstLine(marker).length + 1);
}

/** The text with a part before all else, in the place of an earlier one of that name. */
export function withPart(text: string, { name, body }: { readonly name: string; readonly body: string }): string {
  const [begin, end] = [firstLine(name), firstLine(`/${name}`)];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  const rest = from < 0 || to < 0 ? text : text.slice(0, from) + text.slice(to + end.length).replace(/^\n+/, '');
  return `${begin}\n${body}\n${end}\n\n${rest}`.trimEnd();
}

/** The parts that stand before all else of a text, as they are written; empty where there is none. */
export function markerParts(text: string): string {
  let from = 0;
  for (;;) {
    const [, name] = /^<!-- ([^/][^>]*) -->\n/.exec(text.slice(from)) ?? [];
    const end = firstLine(`/${name ?? ''}`);
    const to = name === undefined ? -1 : text.indexOf(end, from);
    if (to < 0) return text.slice(0, from);
    from = to + end.length;
    while (text[from] === '\n') from += 1;
  }
}

/** GitHub may answer line ends as CRLF and drops white space at the end. */
export function sameText(a: string | null | undefined, b: string): boolean {
  return normal(a ?? '') === normal(b);
}

function normal(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

function firstLine(marker: string): string {
  return `<!-- ${marker} -->`;
}
