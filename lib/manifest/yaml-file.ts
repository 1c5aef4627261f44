// Bytes of a file → located documents. What cannot be read is said, and whether the file was read to its end.
import { Composer, type CST, type Document, Parser } from 'yaml';
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { type Budget, createBudget } from './budget.ts';
import { countTokens } from './count-tokens.ts';
import { LIMITS } from './limits.ts';
import { type LocatedFinding, type Located, locate } from './located.ts';
import { placesOf } from './places.ts';
import { shapeProblem } from './token-shape.ts';

export interface YamlDocument {
  readonly root: Located;
  /** Doubts about single values; the rest of the document is as read. */
  readonly findings: readonly LocatedFinding[];
}

export interface YamlFile {
  /** Empty documents are left out. */
  readonly documents: readonly YamlDocument[];
  /** False when something in the file remains unknown. */
  readonly complete: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const LIMIT_HINT = 'Take out of spec.manifests what is no manifest, or make several files or fleets of it.';

/**
 * Reads a file as YAML (UTF-8, with or without a byte order mark; any line ends). Never throws.
 * @param budget of all files that are read together.
 */
export function readYamlFile(file: string, bytes: Uint8Array, budget: Budget = createBudget()): YamlFile {
  const start: SourceRef = { file, line: 1, column: 1 };
  const tooMuch = (message: string, place = start): YamlFile =>
    unreadable(diagnostic('file-limit', message, place, LIMIT_HINT));
  if (bytes.byteLength > LIMITS.bytes)
    return tooMuch(`the file has ${bytes.byteLength} bytes, and may have ${LIMITS.bytes}`);
  const together = budget.spend('files', 1) ?? budget.spend('bytes', bytes.byteLength);
  if (together !== undefined) return tooMuch(together);
  const text = decode(bytes);
  if (text === undefined) return unreadable(diagnostic('not-yaml', 'the file is not UTF-8', start));
  if (!countTokens(text, (tokens) => budget.spend('tokens', tokens) === undefined))
    return tooMuch(budget.spend('tokens', 0) ?? '');

  const place = placesOf(file, text);
  const tokens = [...new Parser().parse(text)];
  const heads = tokens.filter(({ type }) => type === 'document' || type === 'directive').length;
  if (heads > LIMITS.documents)
    return tooMuch(`the file has ${heads} documents and directives, and may have ${LIMITS.documents}`);
  const manyDocuments = budget.spend('documents', heads);
  if (manyDocuments !== undefined) return tooMuch(manyDocuments);
  for (const token of tokens) {
    const problem = shapeProblem(token);
    if (problem !== undefined) return tooMuch(problem.message, place(problem.offset));
  }

  const diagnostics: Diagnostic[] = [];
  const documents: YamlDocument[] = [];
  for (const document of compose(tokens, text.length)) {
    // A warning is an unknown tag or directive: a value that we would read as something else than was meant.
    const [error, ...following] = document.errors;
    if (error !== undefined) {
      diagnostics.push(diagnostic('not-yaml', error.message, place(error.pos[0]), followingHint(following.length)));
    }
    // What stands behind an error may only look odd because of it.
    const own = document.warnings.filter(({ pos }) => error === undefined || pos[0] < error.pos[0]);
    for (const warning of own.slice(0, LIMITS.problems)) {
      diagnostics.push(diagnostic('not-yaml', warning.message, place(warning.pos[0])));
    }
    if (error !== undefined || own.length > 0 || document.contents === null) continue;
    const located = locate(document, place, budget);
    if (located.exceeded !== undefined) {
      const { message, source } = located.exceeded;
      diagnostics.push(diagnostic('file-limit', message, source, LIMIT_HINT));
    } else if (located.root.value !== null) {
      documents.push(located);
    }
  }
  return { documents, complete: diagnostics.length === 0, diagnostics };
}

function followingHint(count: number): string | undefined {
  if (count === 0) return undefined;
  const errors = count === 1 ? 'One more error' : `${count} more errors`;
  return `${errors} in this document most likely follow${count === 1 ? 's' : ''} from this one: look for a bracket, a quote or an indent before it.`;
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

function compose(tokens: readonly CST.Token[], end: number): readonly Document.Parsed[] {
  // Each problem is an Error; nobody looks at their stacks, which cost ten times the rest.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    // Duplicate keys are found by `locate`, which knows their path and so which object they spoil.
    const composer = new Composer({ schema: 'core', merge: false, uniqueKeys: false, logLevel: 'silent' });
    // Forced, so that directives which no document follows are an error and not nothing.
    return [...composer.compose(tokens, true, end)] as readonly Document.Parsed[];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
