// Where a request would go if a tree were applied, without any cloud. May import: core, fleet, model, route.
import type { Compiler } from '../../compile/index.ts';
import { compareDiagnostics, type Diagnostic, type DiagnosticCode, type Tree } from '../../core/index.ts';
import { assumedFacts, type Facts, type Fleet, readFactsDocument } from '../../fleet/index.ts';
import { type Destination, type RouteAnswer, routeRequest, type RouteRequest } from '../../route/index.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';
import { readFleetFile } from '../following/fleet-files.ts';

export interface RouteDirectory {
  /** Of the features that are built in. */
  readonly compilers: readonly Compiler[];
  readonly files: Tree;
  /** Needed when the tree has several. */
  readonly fleet: string | undefined;
  /** A facts document; without one every cluster counts as serving in one zone of its location. */
  readonly facts: { readonly path: string; readonly text: string } | undefined;
  readonly request: RouteRequest;
}

export interface RoutedDirectory {
  /** One for each ingress that listens on the URL's port. */
  readonly answers: readonly RouteAnswer[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the clusters were assumed to serve: nothing was read of them. */
  readonly assumed: boolean;
}

/** They speak of groups and firewall rules, which decide nothing here. */
const ABOUT_FACTS: ReadonlySet<DiagnosticCode> = new Set(['facts-assumed', 'zones-unknown', 'node-tags-unknown']);

/**
 * Fails with `not-found` or `invalid` when no single fleet is meant, the facts are not a document about it, or the URL
 * is not one.
 */
export function routeDirectory(input: RouteDirectory): RoutedDirectory {
  const { fleet, diagnostics } = readFleetFile(input.files, input.fleet);
  const assumed = input.facts === undefined;
  if (fleet === undefined) return { answers: [], diagnostics, assumed };
  const { compiled } = compileFleet(input.compilers, NO_INSTALLATION, fleet, input.files, factsFor(fleet, input.facts));
  const found = [...diagnostics, ...compiled.diagnostics].filter(({ code }) => !assumed || !ABOUT_FACTS.has(code));
  const answers = routeRequest(
    compiled.states.flatMap((state) => state.resources),
    input.request,
  );
  return {
    answers: assumed ? answers.map(withoutZones) : answers,
    diagnostics: found.sort(compareDiagnostics),
    assumed,
  };
}

function factsFor(fleet: Fleet, given: RouteDirectory['facts']): Facts {
  return given === undefined
    ? withAnyZone(assumedFacts(fleet).facts)
    : readFactsDocument(given.path, given.text, fleet);
}

/** Which zone is all the same to a route; without any, a regional cluster would serve nothing. */
function withAnyZone(facts: Facts): Facts {
  const clusters = Object.entries(facts.clusters).map(([link, cluster]) => {
    const zones = cluster.zones.length > 0 ? cluster.zones : [`${link.split('/')[0] ?? ''}-a`];
    return [link, { ...cluster, zones }] as const;
  });
  return { ...facts, clusters: Object.fromEntries(clusters) };
}

/** Made-up zones are not for others to read. */
function withoutZones(answer: RouteAnswer): RouteAnswer {
  const { destination } = answer;
  if (destination.type !== 'service') return answer;
  const clusters = destination.clusters.map((cluster) => ({ ...cluster, zones: [] }));
  return { ...answer, destination: { ...destination, clusters } satisfies Destination };
}
