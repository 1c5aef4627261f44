// From a commit's files to one fleet's compiled graph. Pure.
import { compile, type Compiled, type CompileInput, type Features } from '../../compile/index.ts';
import { compareDiagnostics, type SourceRef, type Tree } from '../../core/index.ts';
import { asksFor, type Facts, type Fleet, manifestFiles, placementOf } from '../../fleet/index.ts';
import { createBudget, type Manifest, type ReadResult, readManifests } from '../../manifest/index.ts';
import { objectKey, type ObjectKey } from '../../model/index.ts';
import { findUnmet } from './unmet-manifests.ts';

/** In the marks of what is compiled where no installation is known: nothing of it is ever written. */
export const NO_INSTALLATION = 'unnamed';

export interface CompiledFleet {
  readonly compiled: Compiled;
  /** What it is compiled from. */
  readonly input: CompileInput;
  readonly placeOf: (object: ObjectKey, path: readonly string[]) => SourceRef | undefined;
}

/**
 * @param installation whose mark everything gets.
 * @param files every file of the commit by path.
 */
export function compileFleet(
  features: Features,
  installation: string,
  fleet: Fleet,
  files: Tree,
  facts: Facts,
): CompiledFleet {
  const kinds = features.kinds.askedFor((section) => asksFor(fleet, section));
  const reading = { kinds, placement: placementOf(fleet), budget: createBudget() };
  const manifests = readManifests(manifestFiles(fleet, files), reading);
  const input = { fleet, installation, manifests, facts };
  const compiled = compile(features.compilers, input);
  const unmet = findUnmet(fleet, files, manifests, reading);
  const diagnostics = [...compiled.diagnostics, ...unmet].sort(compareDiagnostics);
  return { compiled: { ...compiled, diagnostics }, input, placeOf: placesIn(manifests) };
}

function placesIn(manifests: ReadResult): CompiledFleet['placeOf'] {
  const byKey = new Map<ObjectKey, Manifest>(manifests.manifests.map((manifest) => [objectKey(manifest), manifest]));
  return (object, path) => byKey.get(object)?.at(path);
}
