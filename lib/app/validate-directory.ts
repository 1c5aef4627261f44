// What is wrong with a tree's fleet files and manifests, without any cloud. May import: compile, core, fleet.
import type { Compiled } from '../compile/index.ts';
import { canonicalJson, compareDiagnostics, type Diagnostic, type DiagnosticCode, type Tree } from '../core/index.ts';
import { assumedFacts, type Fleet } from '../fleet/index.ts';
import { compileFleet, NO_INSTALLATION } from './compile-fleet.ts';
import { type FleetFile, readFleetFiles } from './fleet-files.ts';

export interface Validation {
  /** `name` is absent when the file cannot be used. */
  readonly fleets: readonly { readonly file: string; readonly name?: string }[];
  /** Sorted; what two fleets have in common is there once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** They say that nothing was read of the clusters, which nobody asked for. */
const ABOUT_FACTS: ReadonlySet<DiagnosticCode> = new Set(['facts-assumed', 'zones-unknown', 'node-tags-unknown']);

/**
 * @param name only the fleet of this name; default: every fleet of the tree.
 * Fails with `not-found` when there is no such fleet file.
 */
export function validateDirectory(files: Tree, name: string | undefined): Validation {
  const fleetFiles = readFleetFiles(files, name);
  const found = fleetFiles.flatMap((file) => findingsOf(file, files));
  return {
    fleets: fleetFiles.map(({ path, fleet }) => ({ file: path, ...(fleet === undefined ? {} : { name: fleet.name }) })),
    diagnostics: [...new Map(found.map((one) => [canonicalJson(one), one])).values()].sort(compareDiagnostics),
  };
}

function findingsOf({ fleet, diagnostics }: FleetFile, files: Tree): readonly Diagnostic[] {
  return fleet === undefined ? diagnostics : [...diagnostics, ...validateFleet(fleet, files).diagnostics];
}

/** What the files of a fleet say of themselves: their findings, and where each manifest object stands. */
export function validateFleet(fleet: Fleet, files: Tree): Pick<Compiled, 'diagnostics' | 'sources'> {
  const { diagnostics, sources } = compileFleet(NO_INSTALLATION, fleet, files, assumedFacts(fleet).facts).compiled;
  return { diagnostics: diagnostics.filter(({ code }) => !ABOUT_FACTS.has(code)), sources };
}
