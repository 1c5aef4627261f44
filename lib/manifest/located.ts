// A YAML document as plain JSON that remembers where each key and value stands. The only place that walks YAML nodes.
// Source: kubectl reads YAML 1.1 (goyaml v2), most tools read 1.2. We read the 1.2 core schema and refuse the scalars
// that the two read differently, so that a text has one meaning. Merge keys and unusual keys are refused for the same
// reason.
import { type Alias, isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, Scalar } from 'yaml';
import type { SharedCode, Json, SourceRef } from '../core/index.ts';
import type { Budget, Measure } from './budget.ts';
import { LIMITS } from './limits.ts';

export type Path = readonly (string | number)[];

/** A value and its place; `members` and `keys` for mappings and sequences, by key or index as text. */
export interface Located {
  readonly value: Json;
  readonly source: SourceRef;
  readonly members: ReadonlyMap<string, Located>;
  readonly keys: ReadonlyMap<string, SourceRef>;
}

/** Something in a document that cannot be read as meant; `path` tells which value is in doubt. */
export interface LocatedFinding {
  readonly code: SharedCode;
  readonly message: string;
  readonly source: SourceRef;
  readonly path: Path;
}

/** The place of the value at a path, or of its nearest ancestor that exists. */
export function placeOf(root: Located, path: Path): SourceRef {
  let here = root;
  for (const step of path) {
    const next = here.members.get(String(step));
    if (next === undefined) return here.source;
    here = next;
  }
  return here.source;
}

/** The place of the key at a path; of the value's nearest ancestor when there is no such key. */
export function keyPlaceOf(root: Located, path: Path): SourceRef {
  let here: Located | undefined = root;
  for (const step of path.slice(0, -1)) here = here?.members.get(String(step));
  return here?.keys.get(String(path.at(-1))) ?? placeOf(root, path);
}

export interface LocatedDocument {
  readonly root: Located;
  readonly findings: readonly LocatedFinding[];
  /** Where the walk was given up because of a limit, and which; what follows is missing. */
  readonly exceeded?: { readonly source: SourceRef; readonly message: string };
}

/**
 * Walks one document.
 * @param place turns an offset of the text into a place.
 * @param budget of all files that are read together.
 */
export function locate(
  document: Document.Parsed,
  place: (offset: number) => SourceRef,
  budget: Budget,
): LocatedDocument {
  const findings: LocatedFinding[] = [];
  let values = 0;
  let exceeded: LocatedDocument['exceeded'];
  // yaml's own lookup of an alias walks the document each time. An anchor counts from where it stands, so what an alias
  // means is settled when it is first met, and remembered for when it is met again inside of what another stands for.
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const seen = new Set<Node>();

  function report(code: SharedCode, message: string, source: SourceRef, path: Path): void {
    if (findings.length < LIMITS.problems) findings.push({ code, message, source, path });
  }

  function giveUp(message: string, source: SourceRef): void {
    exceeded ??= { message, source };
  }

  function spend(what: Measure, amount: number, source: SourceRef): void {
    const message = budget.spend(what, amount);
    if (message !== undefined) giveUp(message, source);
  }

  function walk(node: Node | null, path: Path, fallback: SourceRef): Located {
    const source = node?.range ? place(node.range[0]) : fallback;
    const leaf = (value: Json): Located => ({ value, source, members: new Map(), keys: new Map() });
    values += 1;
    if (path.length > LIMITS.depth) giveUp(`the nesting is more than ${LIMITS.depth} levels deep`, source);
    if (values > LIMITS.values) giveUp(`the document has more than ${LIMITS.values} values, aliases included`, source);
    spend('values', 1, source);
    if (exceeded !== undefined) return leaf(null);
    if (isAlias(node)) {
      const target = targets.get(node) ?? anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      // The place of an alias is where it is used; what it stands for counts again towards the limit.
      if (target !== undefined) return { ...walk(target, path, source), source };
      report('schema-violation', `nothing before *${node.source} has that anchor`, source, path);
      return leaf(null);
    }
    if (node?.anchor !== undefined && !seen.has(node)) {
      seen.add(node);
      anchors.set(node.anchor, node);
    }
    if (isMap(node)) return walkMap(node.items as readonly Pair<Node, Node | null>[], path, source);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => walk(item as Node, [...path, index], source));
      return {
        value: items.map((item) => item.value),
        source,
        members: new Map(items.map((item, index) => [String(index), item])),
        keys: new Map(),
      };
    }
    return leaf(isScalar(node) ? scalarValue(node, path, source) : null);
  }

  function walkMap(pairs: readonly Pair<Node, Node | null>[], path: Path, source: SourceRef): Located {
    const members = new Map<string, Located>();
    const keys = new Map<string, SourceRef>();
    for (const pair of pairs) {
      if (exceeded !== undefined) break;
      const keySource = pair.key.range ? place(pair.key.range[0]) : source;
      const key = keyText(pair.key, path, keySource);
      if (key === undefined) continue;
      if (key.length > LIMITS.key) giveUp(`a key has ${key.length} letters, and may have ${LIMITS.key}`, keySource);
      if (keys.has(key)) {
        report('schema-violation', `the key "${key}" is given twice`, keySource, [...path, key]);
        continue;
      }
      keys.set(key, keySource);
      members.set(key, walk(pair.value, [...path, key], keySource));
    }
    // Sorted: the order of keys means nothing, so it never shows in what is made of them.
    const entries = [...members].map(([key, member]) => [key, member.value] as const);
    const value = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    return { value, source, members, keys };
  }

  function keyText(key: Node, path: Path, source: SourceRef): string | undefined {
    if (!isScalar(key)) {
      report('schema-violation', 'a key is not a plain text', source, path);
      return undefined;
    }
    const value = scalarValue(key, path, source);
    if (typeof value === 'number') return key.source ?? String(value);
    if (typeof value !== 'string') {
      report('schema-violation', 'a key is not a text', source, path);
      return undefined;
    }
    if (value === '__proto__' || (value === '<<' && key.type === Scalar.PLAIN)) {
      report('schema-violation', `the key "${value}" is not accepted`, source, path);
      return undefined;
    }
    return value;
  }

  function scalarValue(scalar: Scalar, path: Path, source: SourceRef): Json {
    const { value } = scalar;
    const letters = typeof value === 'string' ? value.length : 0;
    if (letters > LIMITS.text) giveUp(`a text has ${letters} letters, and may have ${LIMITS.text}`, source);
    spend('letters', letters, source);
    if (scalar.type === Scalar.PLAIN && readDifferently(scalar.source ?? '')) {
      report('ambiguous-scalar', `${scalar.source} is read differently by YAML 1.1 and 1.2`, source, path);
    }
    if (typeof value === 'string' && !value.isWellFormed()) {
      report('schema-violation', 'the text has half of a pair of surrogates, which is no letter', source, path);
      return null;
    }
    if (typeof value === 'number' && !isExact(value)) {
      report('schema-violation', `${scalar.source} is not a number that JSON can carry`, source, path);
      return null;
    }
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }

  const root = walk(document.contents, [], place(0));
  return { root, findings, ...(exceeded === undefined ? {} : { exceeded }) };
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

const BOOLEAN_IN_1_1 = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
/** Leading zeros (octal in 1.1), binary, and digits grouped with underscores. */
const NUMBER_IN_1_1 = /^[-+]?(?:0[0-9_]+|0b[01_]+|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?)$/;

/** The patterns backtrack, so long texts, which are no numbers, are not tried. */
const LONGEST_NUMBER = 64;

function readDifferently(text: string): boolean {
  if (text.length > LONGEST_NUMBER) return false;
  return BOOLEAN_IN_1_1.test(text) || NUMBER_IN_1_1.test(text);
}
