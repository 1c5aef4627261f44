// Who owns a file, by a CODEOWNERS file. Source: GitHub, "About code owners": the last pattern that matches counts;
// patterns are those of gitignore without `!`, `[ ]` and `\#`; a line that cannot be read is skipped, as GitHub does.

export interface OwnerRule {
  readonly pattern: string;
  /** `@user`, `@org/team` or an address. Empty: nobody, whatever an earlier rule says. */
  readonly owners: readonly string[];
}

export type CodeOwner =
  | { readonly type: 'user'; readonly login: string }
  | { readonly type: 'team'; readonly org: string; readonly team: string }
  /** GitHub knows whose it is; we do not. */
  | { readonly type: 'email'; readonly address: string };

/** Where the file may be; the first that exists counts. */
export const CODEOWNERS_PLACES: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

const USER = /^@[A-Za-z0-9][\w-]*$/;
const TEAM = /^@([A-Za-z0-9][\w-]*)\/([\w.-]+)$/;

export function parseCodeOwners(text: string): readonly OwnerRule[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    // A space that belongs to the pattern is written `\ `.
    const words = line.replace(/(^|\s)#.*/su, '').match(/(?:\\.|[^\s\\])+/gu) ?? [];
    const [pattern, ...owners] = words;
    if (pattern === undefined || !isPattern(pattern)) return [];
    if (!owners.every((owner) => readOwner(owner) !== undefined)) return [];
    return [{ pattern, owners }];
  });
}

function isPattern(pattern: string): boolean {
  return !/^[!]|^\\#|[[\]]|\*\*\*/.test(pattern);
}

/** The rule that counts for a path; undefined when none covers it. */
export function ruleFor(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  return rules.findLast(({ pattern }) => covers(pattern, path));
}

/** Undefined for a word that names nobody. */
export function readOwner(owner: string): CodeOwner | undefined {
  if (USER.test(owner)) return { type: 'user', login: owner.slice(1) };
  const team = TEAM.exec(owner);
  if (team !== null) return { type: 'team', org: team[1] ?? '', team: team[2] ?? '' };
  return isAddress(owner) ? { type: 'email', address: owner } : undefined;
}

function isAddress(owner: string): boolean {
  const [name, domain = '', ...others] = owner.split('@');
  // A dot with something on both sides of it.
  const dot = domain.indexOf('.', 1);
  return name !== '' && others.length === 0 && dot !== -1 && dot < domain.length - 1 && !/\s/.test(owner);
}

/** Whether a pattern covers a path, which begins with no slash. */
export function covers(pattern: string, path: string): boolean {
  const plain = pattern.replace(/\\(.)/gu, '$1');
  if (plain === '/') return false;
  const parts = plain.split('/');
  // A slash anywhere but at the end ties the pattern to the root.
  const isTied = parts.slice(0, -1).length > 0 && !(parts.length === 2 && parts[1] === '');
  if (parts[0] === '') parts.shift();
  else if (!isTied && parts[0] !== '**') parts.unshift('**');
  const isFolder = parts.at(-1) === '';
  if (isFolder) parts[parts.length - 1] = '**';
  // A name covers the file and everything in a folder of that name; `docs/*` covers the files of docs, and no deeper.
  const last = parts.at(-1);
  const segments = path.split('/');
  if (matches(parts, segments)) return true;
  return !isFolder && last !== '*' && last !== '**' && matches([...parts, '**'], segments);
}

/** `**` stands for any number of folders, at the end for at least one more name. */
function matches(parts: readonly string[], segments: readonly string[]): boolean {
  // Row by row as a table: a hostile pattern cannot make it slow.
  let reached: readonly boolean[] = [true, ...segments.map(() => false)];
  for (const [index, part] of parts.entries()) {
    const before = reached;
    const isLast = index === parts.length - 1;
    const row = [part === '**' && !isLast && (before[0] ?? false)];
    for (const [at, segment] of segments.entries()) {
      const from = before[at] ?? false;
      if (part !== '**') row.push(from && matchesName(part, segment));
      else row.push(from || (row[at] ?? false) || (!isLast && (before[at + 1] ?? false)));
    }
    reached = row;
  }
  return reached.at(-1) ?? false;
}

/** `*` and `?` inside one name; greedy, with one place to go back to, so that the time is at most length × length. */
function matchesName(part: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star: { readonly part: number; name: number } | undefined;
  while (from < name.length) {
    const wanted = part[at];
    if (wanted === '*') {
      star = { part: at, name: from };
      at += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[from])) {
      at += 1;
      from += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star.name += 1;
      [at, from] = [star.part + 1, star.name];
    }
  }
  return part.slice(at).replaceAll('*', '') === '';
}
