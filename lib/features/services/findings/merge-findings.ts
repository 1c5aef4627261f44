// What is wrong with the exports of one name together, by their Services in Git. How old each export is stands in the
// clusters alone, so that who wins is told beside the plan.
import { compareText, type Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes.ts';
import type { InGit } from '../git/in-git.ts';
import type { Placed } from '../placement.ts';
import { byAge, type Exporter, takesPart } from '../predict/exporters.ts';
import { type Conflict, merge, type Merged } from '../predict/merge.ts';
import { portText, whyNoService } from '../predict/merge-ports.ts';

/**
 * Source: documentation of GKE, limits of Multi-cluster Services. They may have grown since: nothing is stopped by
 * them.
 */
const MOST = { exporters: 5, ports: 250 } as const;

export function mergeFindings(placed: readonly Placed[], git: InGit): readonly Diagnostic[] {
  const names = [...Map.groupBy(placed, ({ manifest }) => `${manifest.namespace}/${manifest.name}`)].sort(([a], [b]) =>
    compareText(a, b),
  );
  const merged = names.map(([name, ones]) => ({ name, ones, all: merge(constituents(ones, git)) }));
  return [
    ...merged.flatMap(({ name, ones, all }) => [
      ...tooMany(name, ones),
      ...(all === undefined ? [] : ofMerged(name, ones, all)),
    ]),
    ...tooManyPorts(merged.flatMap(({ ones, all }) => (all?.ports ?? []).map(() => ones))),
  ];
}

function constituents(ones: readonly Placed[], git: InGit) {
  const exporters = ones.map(({ manifest: { namespace, name }, cluster }): Exporter => {
    const service = git.service(cluster, namespace, name)?.exported ?? 'unknown';
    return { cluster, since: 'unknown', service };
  });
  return byAge(exporters).filter(takesPart);
}

function ofMerged(name: string, ones: readonly Placed[], { conflicts, ports }: Merged): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const tell = (code: Parameters<typeof diagnostic>[0], message: string): void => {
    for (const { manifest } of once(ones)) found.push(diagnostic(code, message, manifest.at(['metadata', 'name'])));
  };
  const mixed = conflicts.find(({ reason }) => reason === 'TypeConflict');
  if (mixed !== undefined) tell('export-type-mix', `${saying(name, mixed)}, and headless ones are called otherwise`);
  const others = conflicts.filter((conflict) => conflict !== mixed);
  if (others.length > 0) {
    const rest =
      others.length === 1
        ? ''
        : ` (and on ${others
            .slice(1)
            .map(({ field }) => field)
            .join(', ')})`;
    tell(
      'export-conflict',
      `${others
        .slice(0, 1)
        .map((one) => saying(name, one))
        .join('')}${rest}`,
    );
  }
  const impossible = whyNoService(ports);
  if (impossible !== undefined)
    tell(
      'export-ports-impossible',
      `the ports of all exports of ${name} are expected to be one list that no Service may have: ${impossible} (${ports.map(portText).join(', ')})`,
    );
  return found;
}

function saying(name: string, { field, winner, others }: Conflict): string {
  const said = Map.groupBy([winner, ...others], ({ value }) => value);
  const each = [...said].map(([value, who]) => `${value} in ${who.map(({ cluster }) => cluster).join(' and ')}`);
  return `the Services that are exported as ${name} differ in ${field}: ${each.join('; ')}`;
}

/** One manifest may stand in several clusters. */
function once(ones: readonly Placed[]): readonly Placed[] {
  return [...new Map(ones.map((one) => [one.manifest, one])).values()];
}

function tooMany(name: string, ones: readonly Placed[]): readonly Diagnostic[] {
  const clusters = new Set(ones.map(({ cluster }) => cluster)).size;
  const [first] = ones;
  if (clusters <= MOST.exporters || first === undefined) return [];
  const message = `${name} is exported from ${clusters} clusters, and GKE takes at most ${MOST.exporters}`;
  return [diagnostic('export-limit', message, first.manifest.at(['metadata', 'name']))];
}

/** @param ports one of each, as the exports that have it. */
function tooManyPorts(ports: readonly (readonly Placed[])[]): readonly Diagnostic[] {
  const over = ports[MOST.ports]?.[0];
  if (over === undefined) return [];
  const message = `the fleet exports ${ports.length} ports of all names together, and GKE takes about ${MOST.ports}`;
  return [diagnostic('export-limit', message, over.manifest.at(['metadata', 'name']))];
}
