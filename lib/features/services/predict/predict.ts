// What will be of every exported name of a fleet: who takes part, what is merged, and where it is imported. What cannot
// be read makes a prediction uncertain, and never takes anything away from it.
import { compareText } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import { derivedServiceName } from './derived-name.ts';
import { byAge, type Exporter, isOrderKnown, takesPart } from './exporters.ts';
import { merge, type Merged } from './merge.ts';
import { whyNoService } from './merge-ports.ts';

/**
 * Where a prediction comes from. `documented`: GKE says so. `standard`: KEP-1645 or the DNS specification says so, and
 * nothing public says that GKE does it: it is worded as expected. `seen`: as real clusters showed it.
 */
export type Source = 'documented' | 'standard' | 'seen';

/** What each part of a prediction rests on. */
export const SOURCES = {
  clustersetName: 'documented',
  importers: 'documented',
  derivedName: 'seen',
  merged: 'standard',
  perPodNames: 'documented',
} as const satisfies Readonly<Record<string, Source>>;

export interface ExportedName {
  readonly namespace: string;
  readonly name: string;
  /** One for each cluster. */
  readonly exporters: readonly Exporter[];
}

export interface Member {
  readonly cluster: ClusterLink;
  /** Of a namespace; undefined where the cluster was never read. */
  readonly hasNamespace: (namespace: string) => boolean | undefined;
}

export interface Prediction {
  readonly namespace: string;
  readonly name: string;
  readonly clustersetName: string;
  readonly derivedName: string;
  /** The oldest first. */
  readonly exporters: readonly Exporter[];
  /** Undefined when nobody that is known takes part. */
  readonly merged?: Merged;
  /** `imported`, `nowhere`: nobody takes part; `unknown`: what is known leaves it open. */
  readonly outcome: 'imported' | 'nowhere' | 'unknown';
  /** Whether what could not be read cannot change what is merged. */
  readonly isCertain: boolean;
  /** Why no Service can hold what is merged: then GKE can make none. */
  readonly impossible?: string;
  /**
   * Members where the name is answered; those of which it is not known whether they have the namespace are apart.
   * Sorted.
   */
  readonly importers: readonly ClusterLink[];
  readonly perhaps: readonly ClusterLink[];
  readonly without: readonly ClusterLink[];
}

export function predict(names: readonly ExportedName[], members: readonly Member[]): readonly Prediction[] {
  return names.map((one) => predictName(one, members)).sort((a, b) => compareText(a.clustersetName, b.clustersetName));
}

function predictName({ namespace, name, exporters: given }: ExportedName, members: readonly Member[]): Prediction {
  const exporters = byAge(given);
  const merged = merge(exporters.filter(takesPart));
  const hasUnread = exporters.some(({ service }) => service === 'unknown');
  const impossible = merged && whyNoService(merged.ports);
  const known = members.map(({ cluster, hasNamespace }) => ({ cluster, has: hasNamespace(namespace) }));
  const where = (has: boolean | undefined): readonly ClusterLink[] =>
    known
      .filter((one) => one.has === has)
      .map(({ cluster }) => cluster)
      .sort(compareText);
  return {
    namespace,
    name,
    clustersetName: clustersetName({ namespace, name }),
    derivedName: derivedServiceName({ namespace, name }),
    exporters,
    ...(merged === undefined ? {} : { merged }),
    outcome: merged !== undefined ? 'imported' : hasUnread ? 'unknown' : 'nowhere',
    isCertain: isOrderKnown(exporters),
    ...(impossible === undefined ? {} : { impossible }),
    importers: where(true),
    perhaps: where(undefined),
    without: where(false),
  };
}
