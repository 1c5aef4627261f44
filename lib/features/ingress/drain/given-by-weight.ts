// Which requests the fleet file gives a backend service by weight or by a header: those no other cluster takes over, so
// that only the fleet file can move them. Read in the URL maps as they stand.
import { RangelightError } from '../../../core/index.ts';
import { type ClusterLink, nameOfKey, names, type RefKey } from '../../../model/index.ts';
import type { Compute } from '../../../ports/index.ts';
import { bearersOf, type ServedRoute, servedRoutes, urlMapView } from '../views/index.ts';

export interface GivenByWeight {
  /** What to change so that a cluster gets no more of them, a sentence each; none for a service without such. */
  readonly toChange: (service: RefKey, cluster: ClusterLink) => readonly string[];
  /** Whether it is named with weight 0 alone, and so gets no request. */
  readonly getsNone: (service: RefKey) => boolean;
}

/** Where URL maps may not be read, nothing is known of any. */
export async function givenByWeight(compute: Compute, project: string, signal: AbortSignal): Promise<GivenByWeight> {
  const routes = await routesIn(compute, project, signal);
  return {
    toChange: (service, cluster) => [
      ...new Set(
        routes
          .filter((route) => bearersOf(route).has(service) && (route.shares.length > 1 || route.headers.length > 0))
          .map((route) => whatToChange(route, service, cluster)),
      ),
    ],
    getsNone(service) {
      const own = routes.filter(({ shares }) => shares.some(({ backendService }) => backendService === service));
      return own.length > 0 && own.every((route) => !bearersOf(route).has(service));
    },
  };
}

async function routesIn(compute: Compute, project: string, signal: AbortSignal): Promise<readonly ServedRoute[]> {
  try {
    const { items } = await compute.list('urlMap', project, signal);
    return items.flatMap(({ body }) => servedRoutes(urlMapView(body)));
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return [];
  }
}

function whatToChange(
  { host, path = '/*', headers, shares }: ServedRoute,
  service: RefKey,
  cluster: ClusterLink,
): string {
  const where = `${host === '*' ? 'any other host' : host}${path}`;
  const [header] = headers;
  if (header !== undefined)
    return `take the header ${header.name} out of the entry of spec.traffic.splits for ${where} in the fleet file`;
  // Shares of clusters are backend services of one MultiClusterService.
  const readable = new Set(shares.map(({ backendService }) => readableOf(backendService)));
  const name = readable.size === 1 ? cluster : `the service of ${nameOfKey(service)}`;
  return `give ${name} the weight 0 in the entry of spec.traffic.splits for ${where} in the fleet file`;
}

function readableOf(key: RefKey): string {
  const name = nameOfKey(key);
  return names.parseName(name)?.readable ?? name;
}
