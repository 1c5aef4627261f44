// Manifests + fleet + facts → the desired graph of every unit, by every feature. Pure: the same bytes whatever the
// order of files, keys and features.
import { compareDiagnostics, type Diagnostic, diagnostic, sortedEntries } from '../core/index.ts';
import { checkMemberships, factsOf, placeInFleet } from '../fleet/index.ts';
import { type DesiredState, FLEET_UNIT, objectKey, type ObjectKey, refKey } from '../model/index.ts';
import { withoutClashes } from './clashes.ts';
import type { Compiled, CompiledPart, CompileInput, Compiler } from './compiler.ts';
import { type Declared, declaredIn } from './declared.ts';
import { withinNamespaces } from './namespaces.ts';

/** Compiles a revision. Never throws; everything wrong with it is in `diagnostics`, each on the value that is wrong. */
export function compile(compilers: readonly Compiler[], input: CompileInput): Compiled {
  const { fleet, facts } = input;
  const { read, diagnostics } = withinNamespaces(fleet, input.manifests);
  const declared = declaredIn(read);
  const made = compilers.map((compiler) => compiler({ ...input, manifests: read }));
  const { parts, clashes } = withoutClashes(made, fleet, declared);
  return {
    states: statesOf(fleet.name, declared, parts),
    sources: Object.fromEntries(sortedEntries(declared).map(([key, { source }]) => [key, source])),
    held: [...new Set([...read.rejected.map(objectKey), ...parts.flatMap(({ held }) => [...held])])].sort(),
    awaited: [...new Set(parts.flatMap(({ awaited = [] }) => [...awaited]))].sort(),
    incomplete: read.incomplete.length > 0,
    unknownClusters: fleet.clusters.map(({ link }) => link).filter((link) => factsOf(facts, link).uid === undefined),
    secrets: [...new Set(parts.flatMap(({ secrets }) => secrets))].sort(),
    diagnostics: [
      ...read.diagnostics,
      ...diagnostics,
      ...checkMemberships(fleet, facts),
      ...checkDeclared(input, declared),
      ...parts.flatMap((part) => part.diagnostics),
      ...clashes,
    ].sort(compareDiagnostics),
  };
}

/** A unit for each namespace that a manifest names, also where nothing of it can be used, and the fleet's. */
function statesOf(
  fleet: string,
  declared: ReadonlyMap<ObjectKey, Declared>,
  parts: readonly CompiledPart[],
): readonly DesiredState[] {
  const namespaces = [...declared.values()].map(({ namespace }) => namespace);
  const units = new Set([FLEET_UNIT, ...namespaces, ...parts.flatMap(({ resources }) => [...resources.keys()])]);
  return [...units].sort().map((unit) => {
    const resources = parts.flatMap((part) => part.resources.get(unit) ?? []);
    const byKey = new Map(resources.map((resource) => [refKey(resource.ref), resource]));
    return { fleet, unit, resources: sortedEntries(byKey).map(([, resource]) => resource) };
  });
}

function checkDeclared(
  { fleet, manifests }: CompileInput,
  declared: ReadonlyMap<ObjectKey, Declared>,
): readonly Diagnostic[] {
  const isRead = manifests.ofOthers.manifests.length > 0;
  if (declared.size > 0 || isRead || manifests.incomplete.length > 0) return [];
  return [diagnostic('no-matching-manifest', 'no manifest declares an object', placeInFleet(fleet, ['manifests']))];
}
