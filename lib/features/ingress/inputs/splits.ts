// The entries of `spec.traffic.splits`: which paths the fleet file divides, each with its place. Source:
// schemas/fleet.v1.json, which has checked their form.
import {
  compareText,
  type Diagnostic,
  isJsonObject,
  type Json,
  objectAt,
  objectsAt,
  type SourceRef,
  textAt,
} from '../../../core/index.ts';
import { type Fleet, placeInFleet } from '../../../fleet/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { MultiClusterIngress } from '../manifests/index.ts';
import type { Lookup } from './lookup.ts';

export interface WrittenSplit {
  readonly namespace: string;
  readonly ingress: string;
  /** `*` where it is left out. */
  readonly host: string;
  /** As it is written; empty where it is left out. */
  readonly path: string;
  readonly between: 'services' | 'clusters' | undefined;
  /** Whether it names services and clusters; `between` is then the first. */
  readonly isBoth: boolean;
  /** Of what it names, by name. */
  readonly weights: readonly (readonly [name: string, weight: number])[];
  /** In the order in which they are asked: by name, exact values before any value. */
  readonly headers: readonly { readonly name: string; readonly value: string | undefined; readonly to: string }[];
  /** Where it, or something in it, stands. */
  readonly at: (...path: readonly string[]) => SourceRef;
}

/** In the order of the file. None where the hosted controller makes the load balancers. */
export function splitsOf(fleet: Fleet): readonly WrittenSplit[] {
  const { features, controller } = fleet;
  if (controller === 'gke') return [];
  return objectsAt(features?.['traffic'], 'splits').map((entry, index) => {
    const [namespace = '', ingress = ''] = (textAt(entry, 'ingress') ?? '').split('/');
    const [services, clusters] = [entry['services'], entry['clusters']];
    const weights = Object.entries(objectAt(entry, services === undefined ? 'clusters' : 'services'));
    return {
      namespace,
      ingress,
      host: textAt(entry, 'host') || '*',
      path: textAt(entry, 'path') ?? '',
      between: services !== undefined ? 'services' : clusters !== undefined ? 'clusters' : undefined,
      isBoth: services !== undefined && clusters !== undefined,
      weights: weights.map(([name, weight]) => [name, Number(weight)] as const).sort(([a], [b]) => compareText(a, b)),
      headers: headersOf(objectAt(entry, 'headers')),
      at: (...path) => placeInFleet(fleet, ['traffic', 'splits', String(index), ...path]),
    };
  });
}

type WrittenHeader = WrittenSplit['headers'][number];

function headersOf(headers: Readonly<Record<string, Json | undefined>>): readonly WrittenHeader[] {
  return Object.entries(headers)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, said]): readonly WrittenHeader[] => {
      if (typeof said === 'string') return [{ name, value: undefined, to: said }];
      const values = isJsonObject(said) ? Object.entries(said).sort(([a], [b]) => compareText(a, b)) : [];
      return values.map(([value, to]) => ({ name, value, to: typeof to === 'string' ? to : '' }));
    });
}

/** What is wrong with them whatever the paths of their ingresses are. @param ingressesIn those of a namespace. */
export function checkSplits(
  splits: readonly WrittenSplit[],
  ingressesIn: (namespace: string) => Lookup<MultiClusterIngress>,
): readonly Diagnostic[] {
  return splits.flatMap((split) => {
    const { namespace, ingress, at } = split;
    const known = ingressesIn(namespace);
    if (known.find(ingress) !== undefined) return [];
    const message = `there is no MultiClusterIngress ${namespace}/${ingress}`;
    return [diagnostic('split-not-found', message, at('ingress'), didYouMean(ingress, known.names))];
  });
}

/** `shop.example.com/cart/*`, as an entry names it. */
export function dividedPath({ host, path }: Pick<WrittenSplit, 'host' | 'path'>): string {
  return `${host === '*' ? 'any host' : host}${path === '' ? ', the rule without a path' : path}`;
}
