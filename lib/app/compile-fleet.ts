// From a commit's files to one fleet's compiled graph. Pure. May import: core, compile, fleet, manifest, model.
import { compile, type Compiled } from '../compile/index.ts';
import { compareDiagnostics, type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { type Facts, type Fleet, manifestFiles } from '../fleet/index.ts';
import { type ReadManifests, readManifests } from '../manifest/index.ts';
import { FLEET_UNIT, objectKey, type ObjectKey } from '../model/index.ts';

export interface CompiledFleet {
  readonly compiled: Compiled;
  readonly placeOf: (object: ObjectKey, path: readonly string[]) => SourceRef | undefined;
}

/** @param files every file of the commit by path. */
export function compileFleet(fleet: Fleet, files: ReadonlyMap<string, Uint8Array>, facts: Facts): CompiledFleet {
  const manifests = readManifests(manifestFiles(fleet, files));
  const compiled = withoutPrograms(fleet, protectEmpty(fleet, manifests, compile({ fleet, manifests, facts })));
  return { compiled, placeOf: placesIn(manifests) };
}

/** An empty set of manifests is more likely a moved folder than a wish: it deletes nothing. */
function protectEmpty(fleet: Fleet, manifests: ReadManifests, compiled: Compiled): Compiled {
  if (manifests.manifests.length > 0 || manifests.incomplete.length > 0) return compiled;
  const empty: Diagnostic = diagnostic(
    'no-matching-manifest',
    `no manifest object found under ${fleet.manifests.join(', ')}`,
    fleet.source,
    'nothing is deleted because of it',
  );
  return { ...compiled, incomplete: true, diagnostics: [...compiled.diagnostics, empty].sort(compareDiagnostics) };
}

/** Under `controller: gke` the hosted controller programs; only the copies in the config clusters are ours to keep. */
function withoutPrograms(fleet: Fleet, compiled: Compiled): Compiled {
  if (fleet.controller === 'rangelight') return compiled;
  const states = compiled.states
    .filter((state) => state.unit !== FLEET_UNIT)
    .map((state) => ({
      ...state,
      resources: state.resources.filter(
        ({ ref }) => ref.kind === 'multiClusterIngress' || ref.kind === 'multiClusterService',
      ),
    }));
  return { ...compiled, states };
}

function placesIn(manifests: ReadManifests): CompiledFleet['placeOf'] {
  const byKey = new Map(
    manifests.manifests.map((manifest) => [objectKey(manifest.kind, manifest.namespace, manifest.name), manifest]),
  );
  return (object, path) => byKey.get(object)?.at(path);
}
