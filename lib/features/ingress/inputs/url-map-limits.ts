// Whether the routes of an ingress fit into a URL map: what counts is what is made of them, not what the manifest
// lists. Source: Cloud Load Balancing, "Quotas and limits", URL maps; "URL map size".
import type { Diagnostic, JsonObject } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Fleet } from '../../../fleet/index.ts';
import type { MultiClusterIngress } from '../manifests/index.ts';
import { refKey, toRest } from '../../../model/index.ts';
import { keyOf, type RoutedIngress } from './check-objects.ts';
import { predicatesOf } from '../outputs/route-rules.ts';
import { compileUrlMap } from '../outputs/url-map.ts';
import { unitContext } from '../outputs/unit-context.ts';
import { backendKey, backendsOf, type Routes } from './routes.ts';
import { splitsOf } from './splits.ts';
import { rulesOfRoutes } from './to-load-balancer.ts';
import { computeRef } from '../kinds/index.ts';

/** Path rules of one path matcher, and paths in all of them: ours have one path each. Host rules: one for each host. */
const PATH_RULES = 1000;
/** Paths and headers that the route rules of one path matcher ask for. */
const PREDICATES = 1000;
/** Letters of a path that a route rule asks for. */
const LONGEST_PATH = 1024;
const HOST_RULES = 1000;
const SERVICES = 2500;
/** Of scheme EXTERNAL_MANAGED. */
const BYTES = 1024 * 1024;
const LONGEST_NAME = 63;

const RULES = ['spec', 'template', 'spec', 'rules'] as const;

/** An error for each limit that is exceeded; that of its size by the body that would be sent. */
export function checkUrlMap(fleet: Fleet, installation: string, routed: RoutedIngress): readonly Diagnostic[] {
  const { ingress, routes } = routed;
  const counted = [
    ...checkPathRules(ingress, routes),
    ...checkRouteRules(fleet, ingress, routes),
    ...checkCounts(ingress, routes),
  ];
  if (counted.length > 0) return counted;
  const bytes = bytesOf(toRest(longestUrlMap(fleet, installation, routed)));
  if (bytes <= BYTES) return [];
  return [tooLarge(`the URL map of ${ingress.name} would have ${bytes} bytes; at most ${BYTES} are possible`, ingress)];
}

function checkPathRules(ingress: MultiClusterIngress, { hosts }: Routes): readonly Diagnostic[] {
  const rules = ingress.spec.template.spec.rules ?? [];
  return hosts.flatMap(({ host, routes }) => {
    if (routes.length <= PATH_RULES) return [];
    const ofHost = [...rules.entries()].filter(([, rule]) => (rule.host || '*') === host);
    const isPrefix = ofHost.some(([, { http }]) => http?.paths.some(({ pathType }) => pathType === 'Prefix'));
    const message = `the paths of ${host} become ${routes.length} path rules, and at most ${PATH_RULES} are possible`;
    const hint = isPrefix
      ? 'A path of type Prefix makes two rules: write /x/* without pathType where /x itself is not needed.'
      : 'Give some of the paths a host of their own: a path /x/* stands for many.';
    return [tooLarge(message, ingress, [...RULES, ofHost[0]?.[0] ?? 0], hint)];
  });
}

/** Of hosts of which the fleet file divides a path. */
function checkRouteRules(
  fleet: Fleet,
  { namespace, name }: MultiClusterIngress,
  { hosts }: Routes,
): readonly Diagnostic[] {
  const own = splitsOf(fleet).filter((split) => split.namespace === namespace && split.ingress === name);
  return hosts.flatMap(({ host, routes }) => {
    const split = own.find((one) => one.host === host);
    if (split === undefined) return [];
    const predicates = routes.reduce((sum, route) => sum + predicatesOf(route), 0);
    const long = routes.filter(({ path }) => path.length > LONGEST_PATH);
    const messages = [
      ...(predicates > PREDICATES
        ? [`the paths and headers of ${host} become ${predicates} predicates, and at most ${PREDICATES} are possible`]
        : []),
      ...(long.length > 0
        ? [
            `${long.length} paths of ${host} have more than ${LONGEST_PATH} letters: the requests of such a host cannot be divided`,
          ]
        : []),
    ];
    const hint = 'Look at fewer headers, or give the paths that are divided a host of their own.';
    return messages.map((message) => diagnostic('url-map-too-large', message, split.at(), hint));
  });
}

function checkCounts(ingress: MultiClusterIngress, routes: Routes): readonly Diagnostic[] {
  const services = new Set(backendsOf(routes).map(backendKey)).size;
  const counts = [
    [routes.hosts.length, 'hosts', HOST_RULES],
    [services, 'services', SERVICES],
  ] as const;
  return counts
    .filter(([count, , most]) => count > most)
    .map(([count, what, most]) =>
      tooLarge(`the URL map of ${ingress.name} would have ${count} ${what}; at most ${most} are possible`, ingress),
    );
}

/** With the longest names that its backend services can have. */
function longestUrlMap(fleet: Fleet, installation: string, { ingress, routes }: RoutedIngress): JsonObject {
  const { namespace, name } = ingress;
  const source = keyOf(ingress);
  const longest = refKey(computeRef('backendService', fleet.project, 'x'.repeat(LONGEST_NAME)));
  return compileUrlMap(
    unitContext(fleet, installation, namespace),
    { namespace, name, source, ...rulesOfRoutes(routes) },
    () => longest,
  ).body;
}

function tooLarge(
  message: string,
  ingress: MultiClusterIngress,
  place: readonly (string | number)[] = RULES,
  hint = 'Split the ingress in two, each with hosts of its own.',
): Diagnostic {
  return diagnostic('url-map-too-large', message, ingress.at(place), hint);
}

function bytesOf(body: JsonObject): number {
  return new TextEncoder().encode(JSON.stringify(body)).length;
}
