// What is wrong with a tree's fleet files and manifests, without any cloud.
import type { Features } from '../../compile/index.ts';
import { canonicalJson, compareDiagnostics, type Diagnostic, type Tree } from '../../core/index.ts';
import { type FleetFile, readFleetFiles } from '../following/fleet-files.ts';
import { validateFleet } from '../planning/validate-fleet.ts';

export interface Validation {
  /** `name` is absent when the file cannot be used. */
  readonly fleets: readonly { readonly file: string; readonly name?: string }[];
  /** Sorted; what two fleets have in common is there once. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param features of the features that are built in.
 * @param name only the fleet of this name; default: every fleet of the tree.
 * Fails with `not-found` when there is no such fleet file.
 */
export function validateDirectory(features: Features, files: Tree, name: string | undefined): Validation {
  const fleetFiles = readFleetFiles(files, name);
  const found = fleetFiles.flatMap((file) => findingsOf(features, file, files));
  return {
    fleets: fleetFiles.map(({ path, fleet }) => ({ file: path, ...(fleet === undefined ? {} : { name: fleet.name }) })),
    diagnostics: [...new Map(found.map((one) => [canonicalJson(one), one])).values()].sort(compareDiagnostics),
  };
}

function findingsOf(features: Features, { fleet, diagnostics }: FleetFile, files: Tree): readonly Diagnostic[] {
  return fleet === undefined ? diagnostics : [...diagnostics, ...validateFleet(features, fleet, files).diagnostics];
}
