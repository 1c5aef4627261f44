// Bytes of a file → located documents. What cannot be read is said, and whether the file was read to its end.
// May import: core, yaml.
import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { LIMITS } from './limits.ts';
import { type Finding, type Located, locate } from './located.ts';

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

  const lineCounter = new LineCounter();
  const parsed = parse(text, lineCounter);
  if (parsed === undefined) return unreadable(diagnostic('file-limit', 'the file is nested too deeply', start));
  if (parsed.length > LIMITS.documents) {
    return unreadable(diagnostic('file-limit', `the file has more than ${LIMITS.documents} documents`, start));
  }

  const place = (offset: number): SourceRef => {
    const { line, col } = lineCounter.linePos(offset);
    // An empty text has no lines to count.
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
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

/** Undefined when the text is nested too deeply: composing recurses, so that has to be known before. */
function parse(text: string, lineCounter: LineCounter): readonly Document.Parsed[] | undefined {
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  if (tokens.some(isTooDeep)) return undefined;
  // Duplicate keys are found by `locate`, which knows their path and so which object they spoil.
  const composer = new Composer({ schema: 'core', merge: false, uniqueKeys: false, logLevel: 'silent' });
  return [...composer.compose(tokens)] as readonly Document.Parsed[];
}

function isTooDeep(token: CST.Token): boolean {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > LIMITS.depth) return true;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return false;
}
