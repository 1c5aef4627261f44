// One fleet of a tree → everything that it wants, without any cloud.
import type { Features } from '../../compile/index.ts';
import { compareDiagnostics, type Tree } from '../../core/index.ts';
import { assumedFacts, type Fleet, readFactsDocument } from '../../fleet/index.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';
import { compileOutput, type CompileOutput } from './compile-output.ts';
import { readFleetFile } from '../following/fleet-files.ts';
import type { Kinds } from '../../model/index.ts';

export interface CompileDirectory {
  /** Of the features that are built in. */
  readonly features: Features;
  readonly kinds: Kinds;
  readonly files: Tree;
  /** Needed when the tree has several. */
  readonly fleet: string | undefined;
  /** Whose marks the bodies get; without one a placeholder stands in them. */
  readonly installation: string | undefined;
  /** A facts document; without one the facts are assumed, and the diagnostics say what that means. */
  readonly facts: { readonly path: string; readonly text: string } | undefined;
}

export interface CompiledDirectory {
  readonly output: CompileOutput;
  /** As in the output. */
  readonly diagnostics: ReturnType<typeof compileFleet>['compiled']['diagnostics'];
}

/** Fails with `not-found` or `invalid` when no single fleet is meant, or the facts are not a document about it. */
export function compileDirectory(input: CompileDirectory): CompiledDirectory {
  const { fleet, diagnostics } = readFleetFile(input.files, input.fleet);
  if (fleet === undefined)
    return { output: compileOutput(input.kinds, undefined, undefined, diagnostics), diagnostics };
  const known = factsFor(fleet, input.facts);
  const { compiled } = compileFleet(
    input.features,
    input.installation ?? NO_INSTALLATION,
    fleet,
    input.files,
    known.facts,
  );
  const all = [...diagnostics, ...known.diagnostics, ...compiled.diagnostics].sort(compareDiagnostics);
  return { output: compileOutput(input.kinds, fleet.name, compiled, all), diagnostics: all };
}

function factsFor(fleet: Fleet, given: CompileDirectory['facts']): ReturnType<typeof assumedFacts> {
  if (given === undefined) return assumedFacts(fleet);
  return { facts: readFactsDocument(given.path, given.text, fleet), diagnostics: [] };
}
