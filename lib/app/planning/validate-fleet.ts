// What the files of a fleet say of themselves, without any cloud. Pure.
import type { Compiled, Features } from '../../compile/index.ts';
import type { DiagnosticCode, Tree } from '../../core/index.ts';
import { assumedFacts, type Fleet } from '../../fleet/index.ts';
import { compileFleet, NO_INSTALLATION } from './compile-fleet.ts';

/** They say that nothing was read of the clusters, which nobody asked for. */
const ABOUT_FACTS: ReadonlySet<DiagnosticCode> = new Set(['facts-assumed', 'zones-unknown', 'node-tags-unknown']);

/** Their findings, and where each manifest object stands. */
export function validateFleet(
  features: Features,
  fleet: Fleet,
  files: Tree,
): Pick<Compiled, 'diagnostics' | 'sources'> {
  const { diagnostics, sources } = compileFleet(
    features,
    NO_INSTALLATION,
    fleet,
    files,
    assumedFacts(fleet).facts,
  ).compiled;
  return { diagnostics: diagnostics.filter(({ code }) => !ABOUT_FACTS.has(code)), sources };
}
