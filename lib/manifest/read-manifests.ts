// Files → manifests. Everything wrong is reported at once; an object with an error is declared, but not usable.
import {
  compareDiagnostics,
  type Diagnostic,
  diagnostic,
  type DiagnosticCode,
  type SourceRef,
  type Tree,
} from '../core/index.ts';
import { type Budget, createBudget } from './budget.ts';
import { foreignObjects } from './foreign-objects.ts';
import { guessIdentities, readIdentity } from './identity.ts';
import type { ManifestKinds } from './kinds.ts';
import type { Identity, Manifest } from './manifest.ts';
import { type FilePlace, NO_PLACEMENT, type Placement } from './placement.ts';
import { findWithoutFile } from './not-a-file.ts';
import { type DeclaredObject, readObject } from './read-object.ts';
import { findRenderedTrees } from './rendered-trees.ts';
import { unplacedObjects, whyUnplaced } from './unplaced-objects.ts';
import { readYamlFile } from './yaml-file.ts';

/** An object that is declared and cannot be used. */
export interface Rejected extends Identity {
  readonly source: SourceRef;
  /**
   * As far as it can be read, so that what it refers to is looked at and everything wrong is said at once; not of
   * duplicates.
   */
  readonly manifest?: Manifest;
  /** Where parts of it cannot be read: the same with other stand-ins for them. Only what is so with both is so. */
  readonly otherwise?: Manifest;
}

export interface Objects {
  /** Usable objects, by kind, namespace and name. */
  readonly manifests: readonly Manifest[];
  /** Objects with an error in themselves; of duplicates the first. Same order. */
  readonly rejected: readonly Rejected[];
}

/** The objects are those whose kinds are managed. */
export interface ReadResult extends Objects {
  /** Those of kinds that are read, and that others apply. */
  readonly ofOthers: Objects;
  /** Files in which some object may be hidden, sorted: what they declare is not known to the end. */
  readonly incomplete: readonly string[];
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What is read, and by which rules. */
export interface ManifestReading {
  readonly kinds: ManifestKinds;
  /** What the fleet file says of files. */
  readonly placement?: Placement;
  /** Of all files together. */
  readonly budget?: Budget;
}

/** Each of the places where an object is declared names so many of the others. */
const MOST_OTHERS = 5;

/**
 * Reads manifest files. What stands in place of one is reported, and makes the set incomplete. Never throws; the order
 * of the files does not matter.
 */
export function readManifests(
  files: Tree,
  { kinds, placement = NO_PLACEMENT, budget = createBudget() }: ManifestReading,
): ReadResult {
  const diagnostics: Diagnostic[] = [];
  const incomplete: string[] = [];
  const declared: DeclaredObject[] = [];
  const paths = [...files.keys()].sort();
  const missing = findWithoutFile(files);
  diagnostics.push(...missing.diagnostics);
  const regular = new Map([...files].flatMap(([path, bytes]) => (typeof bytes === 'object' ? [[path, bytes]] : [])));
  const rendered = findRenderedTrees(regular, budget);
  const unrendered = new Set<string>();
  const foreign: { readonly file: string; readonly kind: string }[] = [];
  for (const [index, file] of paths.entries()) {
    const bytes = files.get(file);
    if (typeof bytes !== 'object' || missing.paths.has(file)) {
      incomplete.push(file);
      continue;
    }
    const spent = budget.spend('files', 0);
    if (spent !== undefined) {
      diagnostics.push(unreadFiles(paths.slice(index), spent));
      incomplete.push(...paths.slice(index));
      break;
    }
    const place = placement(file);
    const read = readFile(file, bytes, kinds, place, budget);
    const isCovered = rendered.covers(file);
    if (!isCovered) foreign.push(...read.foreign.map((kind) => ({ file, kind })));
    if (rendered.isTemplate(file)) {
      unrendered.add(file);
      declared.push(...asDeclared(file, bytes, kinds, place, read));
      continue;
    }
    const found = isCovered ? read.diagnostics.filter(({ code }) => !UNRENDERED.has(code)) : read.diagnostics;
    if (found.length < read.diagnostics.length) unrendered.add(file);
    diagnostics.push(...found, ...(isCovered ? [] : read.further));
    declared.push(...read.declared);
    if (!read.isWhole || (read.isHiding && !isCovered)) incomplete.push(file);
  }
  const isOfOthers = ({ group, kind }: Identity): boolean =>
    kinds.named(kind).some((one) => one.group === group && one.role === 'read');
  const { usable, rejected, repeated } = withoutRepeated(declared, isOfOthers);
  for (const { source } of repeated) if (rendered.covers(source?.file ?? '')) unrendered.add(source?.file ?? '');
  diagnostics.push(...repeated.filter(({ source }) => !rendered.covers(source?.file ?? '')));
  diagnostics.push(...rendered.findings(unrendered), ...foreignObjects(foreign), ...unplacedObjects(declared));
  return {
    manifests: usable.filter((one) => !isOfOthers(one)),
    rejected: rejected.filter((one) => !isOfOthers(one)),
    ofOthers: { manifests: usable.filter(isOfOthers), rejected: rejected.filter(isOfOthers) },
    incomplete,
    diagnostics: diagnostics.sort(compareDiagnostics),
  };
}

/** What a patch, or an object whose namespace comes later, looks like before it is rendered. */
const UNRENDERED: ReadonlySet<DiagnosticCode> = new Set(['missing-namespace', 'not-an-object', 'schema-violation']);

interface FileReading {
  readonly declared: readonly DeclaredObject[];
  /** Kinds of objects that are for others, once for each. */
  readonly foreign: readonly string[];
  /** Read as YAML to its end. */
  readonly isWhole: boolean;
  /** Whether a document that could not be identified may be an object of ours. */
  readonly isHiding: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** About documents that are nearly objects of ours. */
  readonly further: readonly Diagnostic[];
}

function readFile(
  file: string,
  bytes: Uint8Array,
  kinds: ManifestKinds,
  place: FilePlace,
  budget: Budget,
): FileReading {
  const yaml = readYamlFile(file, bytes, budget);
  const diagnostics = [...yaml.diagnostics];
  const declared: DeclaredObject[] = [];
  const foreign: string[] = [];
  const further: Diagnostic[] = [];
  let isHiding = false;
  for (const document of yaml.documents) {
    const reading = readIdentity(document, kinds, place);
    if ('foreign' in reading) foreign.push(reading.foreign);
    else if ('problems' in reading) {
      diagnostics.push(...reading.problems);
      if (reading.like !== undefined) further.push(...readObject(document, reading.like, reading.problems).diagnostics);
      isHiding = true;
    } else {
      const checked = readObject(document, reading);
      const unplaced = whyUnplaced(reading.kind, place.cluster);
      if (reading.kind.role === 'read') {
        if (unplaced === undefined) declared.push(checked.declared);
        else foreign.push(reading.kind.kind);
        continue;
      }
      diagnostics.push(...checked.diagnostics);
      declared.push(unplaced === undefined ? checked.declared : { ...checked.declared, usable: false, unplaced });
    }
  }
  return { declared, foreign, isWhole: yaml.complete, isHiding, diagnostics, further };
}

/** What a template declares as far as that can be seen: it is held, and nothing of it is used. */
function asDeclared(
  file: string,
  bytes: Uint8Array,
  kinds: ManifestKinds,
  place: FilePlace,
  read: FileReading,
): readonly DeclaredObject[] {
  const seen = read.declared.map(({ identity, source }) => ({ identity, source, usable: false }));
  if (read.isWhole) return seen;
  const start = { file, line: 1, column: 1 };
  const guessed = guessIdentities(Buffer.from(bytes).toString(), kinds, place);
  return [...seen, ...guessed.map((identity) => ({ identity, source: start, usable: false }))];
}

/** One finding for all of them. */
function unreadFiles([first = '', ...others]: readonly string[], spent: string): Diagnostic {
  const all = others.length === 0 ? 'this file is' : `this file and the ${others.length} after it are`;
  return diagnostic('file-limit', `${all} not read: ${spent}`, { file: first, line: 1, column: 1 });
}

/** @param isOfOthers whose repetitions are no mistake of ours: nobody can say what they come to. */
function withoutRepeated(
  declared: readonly DeclaredObject[],
  isOfOthers: (identity: Identity) => boolean,
): {
  readonly usable: readonly Manifest[];
  readonly rejected: readonly Rejected[];
  readonly repeated: readonly Diagnostic[];
} {
  const byKey = new Map<string, DeclaredObject[]>();
  for (const one of declared) {
    const { group, kind, namespace, name, cluster = '' } = one.identity;
    const key = [group, kind, namespace, name, cluster].join('/');
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [one]);
    else same.push(one);
  }
  const usable: Manifest[] = [];
  const rejected: Rejected[] = [];
  const repeated: Diagnostic[] = [];
  for (const [, ones] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = ones;
    if (first === undefined) continue;
    const { identity, source, manifest, otherwise } = first;
    if (ones.length > 1 || manifest === undefined) rejected.push({ ...identity, source });
    else if (first.usable) usable.push(manifest);
    else rejected.push({ ...identity, source, manifest, ...(otherwise === undefined ? {} : { otherwise }) });
    if (ones.length > 1 && !isOfOthers(identity)) repeated.push(...ones.map((one) => repetition(one, ones)));
  }
  return { usable, rejected, repeated };
}

function repetition(one: DeclaredObject, ones: readonly DeclaredObject[]): Diagnostic {
  const others = ones.slice(0, MOST_OTHERS + 1).filter((other) => other !== one);
  const places = others.slice(0, MOST_OTHERS).map(({ source }) => `${source.file}:${source.line}`);
  const untold = ones.length - 1 - places.length;
  const all = untold === 0 ? places.join(', ') : `${places.join(', ')} and ${untold} more places`;
  const { kind, namespace, name, cluster } = one.identity;
  const where = cluster === undefined ? '' : ` in ${cluster}`;
  const message = `${kind}/${namespace}/${name}${where} is also declared at ${all}`;
  return diagnostic('duplicate-object', message, one.source);
}
