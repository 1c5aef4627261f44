// A question about what a tree would be if it were applied, answered without any cloud, and the answer for a terminal.
import type { CompileInput, Features } from '../../compile/index.ts';
import { compareDiagnostics, type Diagnostic, type DiagnosticCode, type Tree } from '../../core/index.ts';
import { assumedFacts, type Facts, type Fleet, readFactsDocument } from '../../fleet/index.ts';
import type { DesiredResource } from '../../model/index.ts';
import { diagnosticText, visible } from '../../report/index.ts';
import { readFleetFile } from '../following/fleet-files.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';

export interface AskDirectory {
  /** Of the features that are built in. */
  readonly features: Features;
  readonly files: Tree;
  /** Needed when the tree has several. */
  readonly fleet: string | undefined;
  /** A facts document; without one every cluster counts as serving in one zone of its location. */
  readonly facts: { readonly path: string; readonly text: string } | undefined;
  /** Facts that were read of the live fleet; they go before all others. */
  readonly known?: Facts;
}

/**
 * @param assumed whether zones are made up, which are not for others to read.
 * @param input what the resources are compiled from; undefined for a fleet file that cannot be used, which has none.
 */
export type Question<A> = (
  resources: readonly DesiredResource[],
  assumed: boolean,
  input: CompileInput | undefined,
) => A;

export interface AskedDirectory<A> {
  readonly answer: A;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the clusters were assumed to serve: nothing was read of them. */
  readonly assumed: boolean;
}

/** They speak of groups and firewall rules, which decide nothing here. */
const ABOUT_FACTS: ReadonlySet<DiagnosticCode> = new Set(['facts-assumed', 'zones-unknown', 'node-tags-unknown']);

/**
 * Fails with `not-found` or `invalid` when no single fleet is meant or the facts are not a document about it, and as
 * the question does.
 */
export function askDirectory<A>(input: AskDirectory, question: Question<A>): AskedDirectory<A> {
  const { fleet, diagnostics } = readFleetFile(input.files, input.fleet);
  const assumed = input.facts === undefined && input.known === undefined;
  if (fleet === undefined) return { answer: question([], assumed, undefined), diagnostics, assumed };
  const facts = input.known ?? factsFor(fleet, input.facts);
  const { compiled, input: from } = compileFleet(input.features, NO_INSTALLATION, fleet, input.files, facts);
  const found = [...diagnostics, ...compiled.diagnostics].filter(({ code }) => !assumed || !ABOUT_FACTS.has(code));
  const resources = compiled.states.flatMap((state) => state.resources);
  return { answer: question(resources, assumed, from), diagnostics: found.sort(compareDiagnostics), assumed };
}

/** Ends with a newline. @param lines of the answer; nothing in them is hidden. */
export function askedText(
  { diagnostics }: Pick<AskedDirectory<unknown>, 'diagnostics'>,
  lines: readonly string[],
): string {
  return [...diagnostics.map(diagnosticText), ...lines.map(visible)].map((line) => `${line}\n`).join('');
}

function factsFor(fleet: Fleet, given: AskDirectory['facts']): Facts {
  return given === undefined
    ? withAnyZone(assumedFacts(fleet).facts)
    : readFactsDocument(given.path, given.text, fleet);
}

/** Without any zone, a regional cluster would serve nothing. */
function withAnyZone(facts: Facts): Facts {
  const clusters = Object.entries(facts.clusters).map(([link, cluster]) => {
    const zones = cluster.zones.length > 0 ? cluster.zones : [`${link.split('/')[0] ?? ''}-a`];
    return [link, { ...cluster, zones }] as const;
  });
  return { ...facts, clusters: Object.fromEntries(clusters) };
}
