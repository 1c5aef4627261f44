// Members that a JSON text names twice. The parser of the language keeps the last one and says nothing. Pure.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;

interface Level {
  readonly path: string;
  /** Names met so far; undefined in a list. */
  readonly names: Set<string> | undefined;
  /** Path of the value that comes next. */
  next: string;
  index: number;
}

/** @param text valid JSON @returns `duplicate field "spec.type"` for each, in the order of the text */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  let name: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const path = level === undefined ? '' : pathOfNext(level);
      levels.push({ path, names: token === '{' ? new Set() : undefined, next: '', index: 0 });
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (token === ',') {
      if (level !== undefined) level.index += 1;
    } else if (token === ':') {
      if (level?.names === undefined || name === undefined) continue;
      level.next = level.path === '' ? name : `${level.path}.${name}`;
      if (level.names.has(name)) found.push(`duplicate field "${level.next}"`);
      level.names.add(name);
    } else {
      name = token.startsWith('"') ? (JSON.parse(token) as string) : undefined;
    }
  }
  return found;
}

function pathOfNext({ path, names, next, index }: Level): string {
  return names === undefined ? `${path}[${index}]` : next;
}
