// Bytes of a file → located documents. What cannot be read is said, and whether the file was read to its end.
// May import: core, yaml.
import { Composer, type CST, type Document, Parser } from 'yaml';
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { LIMITS } from './limits.ts';
import { type Finding, type Located, locate } from './located.ts';
import { placesOf } from './places.ts';

export interface YamlDocument {
  readonly root: Located;
  /** Doubts about single values; the rest of the document is as read. */
  readonly findings: readonly Finding[];
}

export interface YamlFile {
  /** Empty documents are left out. */
  readonly documents: readonly YamlDocument[];
  /** False when something in the file remains unknown. */
  readonly complete: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file as YAML (UTF-8, with or without a byte order mark; any line ends). Never throws. */
export function readYamlFile(file: string, bytes: Uint8Array): YamlFile {
  const start: SourceRef = { file, line: 1, column: 1 };
  if (bytes.byteLength > LIMITS.bytes) {
    return unreadable(diagnostic('file-limit', `the file has more than ${LIMITS.bytes} bytes`, start));
  }
  const text = decode(bytes);
  if (text === undefined) return unreadable(diagnostic('not-yaml', 'the file is not UTF-8', start));

  const parsed = parse(text);
  if (parsed === undefined) {
    return unreadable(diagnostic('file-limit', 'the file is nested too deeply, or has too many parts', start));
  }
  if (parsed.length > LIMITS.documents) {
    return unreadable(diagnostic('file-limit', `the file has more than ${LIMITS.documents} documents`, start));
  }

  const place = placesOf(file, text);
  const diagnostics: Diagnostic[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed) {
    // A warning is an unknown tag or directive: a value that we would read as something else than was meant.
    const problems = [...document.errors, ...document.warnings];
    for (const problem of problems.slice(0, LIMITS.problems)) {
      diagnostics.push(diagnostic('not-yaml', problem.message, place(problem.pos[0])));
    }
    if (problems.length > 0 || document.contents === null) continue;
    const located = locate(document, place);
    if (located.exceeded !== undefined) {
      const message = 'the document is nested too deeply, too large, or repeats itself';
      diagnostics.push(diagnostic('file-limit', message, located.exceeded));
    } else if (located.root.value !== null) {
      documents.push(located);
    }
  }
  return { documents, complete: diagnostics.length === 0, diagnostics };
}

function unreadable(problem: Diagnostic): YamlFile {
  return { documents: [], complete: false, diagnostics: [problem] };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Undefined when the text is nested too deeply or has too many parts: composing recurses, and makes an error of each part
 * that is out of place, so that has to be known before.
 */
function parse(text: string): readonly Document.Parsed[] | undefined {
  const tokens: CST.Token[] = [];
  let parts = 0;
  for (const token of new Parser().parse(text)) {
    parts += partsOf(token, LIMITS.parts - parts);
    if (parts > LIMITS.parts) return undefined;
    tokens.push(token);
  }
  // Duplicate keys are found by `locate`, which knows their path and so which object they spoil.
  const composer = new Composer({ schema: 'core', merge: false, uniqueKeys: false, logLevel: 'silent' });
  // Forced, so that directives which no document follows are an error and not nothing.
  return [...composer.compose(tokens, true, text.length)] as readonly Document.Parsed[];
}

/**
 * How many items, commas, anchors and tags a token holds, itself included; more than `most` once it is too many, or too many of
 * one value, or too deep.
 */
function partsOf(token: CST.Token, most: number): number {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  let parts = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    parts += 1;
    if ('start' in token && Array.isArray(token.start)) parts += propertiesIn(token.start);
    if (depth > LIMITS.depth || parts > most) return most + 1;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if ('end' in token) parts += Array.isArray(token.end) ? propertiesIn(token.end) : 0;
    if (!('items' in token)) continue;
    for (const { start, key, sep, value } of token.items) {
      parts += 1 + propertiesIn(start) + propertiesIn(sep ?? []);
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return parts;
}

const BETWEEN: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'map-value-ind', 'seq-item-ind']);

function propertiesIn(tokens: readonly CST.SourceToken[]): number {
  const properties = tokens.filter(({ type }) => type === 'anchor' || type === 'tag').length;
  if (properties > LIMITS.properties) return Number.POSITIVE_INFINITY;
  return tokens.filter(({ type }) => !BETWEEN.has(type)).length;
}
