// A pattern of a fleet file, held against paths. Both come from untrusted pull requests, so nothing here goes back and
// tries again: a name is searched once, and a path at most once per part of the pattern.

/** Whether a path, given as its names, is meant. */
export type PathMatch = (names: readonly string[]) => boolean;

/** What is wrong with a pattern, and what to write instead. */
export interface PatternProblem {
  readonly problem: string;
  readonly hint: string;
}

const LONGEST = 200;
/** What the groups of one part may stand for. */
const MOST_ALTERNATIVES = 16;

const LETTERS = /^[A-Za-z0-9_.*?{},/@-]*$/;
const INNERMOST_GROUP = /\{([^{}]*)\}/;

/**
 * Reads a pattern. `*` stands for any text within a name and `?` for one letter, but neither for a dot at its
 * beginning; `**`, as a part of its own, for any number of folders that begin with no dot, and at the end for all in
 * them; `{a,b}`, within a part, for either.
 * @returns `below`: whether something in a folder of that path could match. `looks`: how often a name may be looked at,
 * once
 * per part and alternative.
 */
export function readPattern(
  pattern: string,
): { readonly matches: PathMatch; readonly below: PathMatch; readonly looks: number } | PatternProblem {
  if (!LETTERS.test(pattern)) {
    return wrong('a pattern has no signs but * ? { } , / and letters, digits, _ . @ -', 'Write ? for any other one.');
  }
  if (pattern.length > LONGEST) {
    return wrong(`a pattern has at most ${LONGEST} letters, and this one ${pattern.length}`, 'Write several patterns.');
  }
  const parts: NameMatch[] = [];
  let looks = 0;
  for (const part of pattern.replace(/^\.\//, '').split('/')) {
    const alternatives = alternativesOf(part);
    if ('problem' in alternatives) return alternatives;
    for (const one of alternatives) {
      const found = problemIn(one, part);
      if (found !== undefined) return found;
    }
    looks += alternatives.length;
    parts.push(part === '**' ? ANY_FOLDERS : anyOf(alternatives.map(nameMatch)));
  }
  return { matches: matchOf(parts), below: belowOf(parts), looks };
}

/**
 * A pattern for the files that lie in the folder of a path, and not below it, where another one may be right; without a
 * folder, for the path alone. Undefined where none can be written.
 */
export function patternFor(path: string): string | undefined {
  const literal = path.replace(/[^A-Za-z0-9_./@-]/g, '?');
  const folder = literal.slice(0, Math.max(0, literal.lastIndexOf('/')));
  return [...(folder === '' ? [] : [`${folder}/*`]), literal].find((pattern) => {
    const read = readPattern(pattern);
    return 'matches' in read && read.matches(path.split('/'));
  });
}

function wrong(problem: string, hint: string): PatternProblem {
  return { problem, hint };
}

/** A part with each choice of its groups, innermost groups first. */
function alternativesOf(part: string): readonly string[] | PatternProblem {
  let alternatives: readonly string[] = [part];
  while (alternatives.some((one) => INNERMOST_GROUP.test(one))) {
    const chosen = new Set<string>();
    for (const one of alternatives) {
      const [group = '', inside = ''] = INNERMOST_GROUP.exec(one) ?? [];
      const choices = inside.split(',');
      if (choices.length < 2) return wrong(`the group ${group} has no two alternatives`, 'Write them as {a,b,c}.');
      for (const choice of choices) chosen.add(one.replace(group, () => choice));
    }
    alternatives = [...chosen];
    if (alternatives.length <= MOST_ALTERNATIVES) continue;
    const problem = `the groups of a part have at most ${MOST_ALTERNATIVES} alternatives`;
    return wrong(problem, 'Write several patterns, or * in place of a group.');
  }
  if (!/[{}]/.test(alternatives[0] ?? '')) return alternatives;
  return wrong('a { or } of the pattern has no partner in its part', 'Write two patterns in place of {a/b,c}.');
}

function problemIn(alternative: string, part: string): PatternProblem | undefined {
  if (alternative === '' || alternative === '.' || alternative === '..') {
    const problem = 'a pattern stays inside the folder of the fleet file, and none of its parts is empty or dots';
    return wrong(problem, 'Begin with a folder beside the fleet file, and write folder/** for all in it.');
  }
  if (part !== '**' && alternative.includes('**')) {
    return wrong('** stands between slashes, with nothing beside it', 'Write folder/**/*.yaml.');
  }
  if (/\*[^*]*\?[^*]*\*/.test(alternative)) {
    return wrong('a ? of the pattern stands between two * of one part', 'Write * in its place.');
  }
  return undefined;
}

type NameMatch = (name: string) => boolean;

/** `**`, which is no name. */
const ANY_FOLDERS: NameMatch = () => false;

function anyOf(matches: readonly NameMatch[]): NameMatch {
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return only;
  return (name) => matches.some((one) => one(name));
}

/**
 * Sections between `**`: the first stands at the path's beginning, the last at its end, the others where they first
 * fit.
 */
function matchOf(parts: readonly NameMatch[]): PathMatch {
  const sections: NameMatch[][] = [[]];
  for (const part of parts) {
    if (part === ANY_FOLDERS) sections.push([]);
    else sections.at(-1)?.push(part);
  }
  if (parts.at(-1) === ANY_FOLDERS) sections.at(-1)?.push(nameMatch('*'));
  const [first = [], ...others] = sections;
  const last = others.pop();
  if (last === undefined) return (names) => names.length === first.length && standsAt(first, names, 0);
  return (names) => {
    const end = names.length - last.length;
    let at = first.length;
    if (at > end || !standsAt(first, names, 0) || !standsAt(last, names, end)) return false;
    for (const section of others) {
      while (at + section.length <= end && !standsAt(section, names, at)) {
        if (isHidden(names[at])) return false;
        at += 1;
      }
      at += section.length;
    }
    return at <= end && !names.slice(at, end).some(isHidden);
  };
}

/** After the first `**` any folder will do; one whose name begins with a dot must be named by what comes after. */
function belowOf(parts: readonly NameMatch[]): PathMatch {
  const any = parts.indexOf(ANY_FOLDERS);
  const fixed = any === -1 ? parts : parts.slice(0, any);
  const later = any === -1 ? [] : parts.slice(any + 1);
  return (names) => {
    if (names.length >= fixed.length && any === -1) return false;
    const rest = names.slice(fixed.length);
    return (
      names.slice(0, fixed.length).every((name, index) => fixed[index]?.(name) === true) &&
      rest.every((name) => !isHidden(name) || later.some((part) => part(name)))
    );
  };
}

function standsAt(section: readonly NameMatch[], names: readonly string[], at: number): boolean {
  return section.every((matches, index) => matches(names[at + index] ?? ''));
}

function isHidden(name: string | undefined): boolean {
  return name?.startsWith('.') === true;
}

/** The pieces between the `*` of a part: the first stands at the name's beginning, the last at its end. */
function nameMatch(part: string): NameMatch {
  if (!/[*?]/.test(part)) return (name) => name === part;
  const [head = '', ...pieces] = part.split('*');
  const tail = pieces.pop();
  const mayHide = isHidden(part);
  return (name) => {
    if (isHidden(name) && !mayHide) return false;
    if (tail === undefined) return name.length === head.length && isPiece(head, name, 0);
    const end = name.length - tail.length;
    let at = head.length;
    if (at > end || !isPiece(head, name, 0) || !isPiece(tail, name, end)) return false;
    for (const piece of pieces) {
      const found = name.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}

/** `?` is any letter. */
function isPiece(piece: string, name: string, at: number): boolean {
  for (let index = 0; index < piece.length; index += 1) {
    if (piece[index] !== '?' && piece[index] !== name[at + index]) return false;
  }
  return true;
}
