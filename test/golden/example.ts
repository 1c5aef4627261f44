// Reads an example folder as the planner would read a tree, and compiles it.
import { FEATURES } from '../../functions/wiring/features.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Compiled, compile } from '../../lib/compile/index.ts';
import type { Diagnostic } from '../../lib/core/index.ts';
import { asksFor, type Facts, type Fleet, manifestFiles, placementOf, readFleet } from '../../lib/fleet/index.ts';
import { readManifests } from '../../lib/manifest/index.ts';

const INSTALLATION = 'acme';

export interface Example {
  readonly fleet: Fleet | undefined;
  readonly compiled: Compiled | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Facts of a fleet of which nothing was read yet. */
function noFacts(fleet: Fleet): Facts {
  return { fleet: fleet.name, clusters: {}, addresses: {} };
}

export function listExamples(root: string): readonly string[] {
  return readdirSync(root).sort();
}

export function readTree(folder: string): ReadonlyMap<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

export function readFacts(folder: string): Facts | undefined {
  const path = join(folder, 'facts.json');
  if (!existsSync(path)) return undefined;
  const { schema: _named, ...facts } = JSON.parse(readFileSync(path, 'utf8')) as Facts & { readonly schema: string };
  return facts;
}

export function compileExample(folder: string): Example {
  const tree = readTree(folder);
  const { fleet, diagnostics } = readFleet('rangelight.yaml', tree.get('rangelight.yaml') ?? new Uint8Array());
  if (fleet === undefined) return { fleet, compiled: undefined, diagnostics };
  const kinds = FEATURES.kinds.askedFor((section) => asksFor(fleet, section));
  const manifests = readManifests(manifestFiles(fleet, tree), { kinds, placement: placementOf(fleet) });
  const compiled = compile(FEATURES.compilers, {
    fleet,
    installation: INSTALLATION,
    manifests,
    facts: readFacts(folder) ?? noFacts(fleet),
  });
  return { fleet, compiled, diagnostics: compiled.diagnostics };
}
