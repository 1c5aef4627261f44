// Where a call goes by the VirtualService of its host: one that matches every request, else the Service itself.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../../../core/index.ts';
import { hostInRule, hostOf } from '../world/host.ts';
import type { MeshRule } from '../world/mesh-rule.ts';
import type { MeshCluster, ServiceName } from '../world/mesh-world.ts';
import { virtualServicesFor } from './rule-for.ts';
import { type CallTime, timeOf, WITHOUT_RULE } from './time.ts';

export interface MeshDestination {
  readonly service: ServiceName;
  readonly subset?: string;
  readonly port?: number;
  /** Of 100 requests, those that go this way. */
  readonly share: number;
  /** In its rule; absent without one. */
  readonly path?: readonly (string | number)[];
}

export interface MeshRoute {
  readonly rule?: MeshRule;
  /** Others for the same host: which of them counts is decided by their age in the cluster. */
  readonly others: readonly MeshRule[];
  readonly destinations: readonly MeshDestination[];
  /** Whether the rule answers by itself, or hands on to a host that is no Service. */
  readonly endsElsewhere: boolean;
  /** Whether other requests of the same host go other ways. */
  readonly isConditional: boolean;
  readonly time: CallTime;
  /** Of the route, in its rule; absent without one. */
  readonly path?: readonly (string | number)[];
}

/** Without any rule: to the Service that is called. */
export function plainRoute(service: ServiceName): MeshRoute {
  return {
    others: [],
    destinations: [{ service, share: 100 }],
    endsElsewhere: false,
    isConditional: false,
    time: WITHOUT_RULE,
  };
}

export function routeFor(cluster: MeshCluster, callerNamespace: string, service: ServiceName): MeshRoute {
  const [rule, ...others] = virtualServicesFor(cluster, callerNamespace, service);
  if (rule === undefined) return plainRoute(service);
  const routes = objectsAt(rule.spec, 'http');
  const index = routes.findIndex((one) => isForAll(one));
  const route = routes[index];
  // What no route takes is answered with 404: without one for all requests, the last one stands for them.
  const chosen = route ?? routes.at(-1);
  if (chosen === undefined) return { ...plainRoute(service), rule, others };
  const at = routes.indexOf(chosen);
  const destinations = destinationsOf(chosen, rule, at);
  return {
    rule,
    others,
    destinations,
    endsElsewhere: destinations.length === 0,
    isConditional: routes.length > 1 || route === undefined,
    time: timeOf(chosen),
    path: ['spec', 'http', at],
  };
}

function isForAll(route: JsonObject): boolean {
  const matches = objectsAt(route, 'match');
  return matches.length === 0 || matches.some((match) => textAt(match, 'uri', 'prefix') === '/' && isOnlyUri(match));
}

function isOnlyUri(match: JsonObject): boolean {
  return Object.keys(match).every((key) => key === 'uri' || key === 'name');
}

function destinationsOf(route: JsonObject, rule: MeshRule, at: number): readonly MeshDestination[] {
  const all = objectsAt(route, 'route');
  const weightOf = (one: JsonObject): number => numberAt(one, 'weight') ?? (all.length === 1 ? 100 : 0);
  const whole = all.reduce((sum, one) => sum + weightOf(one), 0);
  return all.flatMap((one, index): readonly MeshDestination[] => {
    const said = textAt(one, 'destination', 'host') ?? '';
    const host = hostOf(hostInRule(said, rule.namespace), rule.namespace);
    const weight = weightOf(one);
    if (host.type !== 'service' || weight === 0) return [];
    const [subset, port] = [
      textAt(one, 'destination', 'subset'),
      numberAt(objectAt(one, 'destination', 'port'), 'number'),
    ];
    return [
      {
        service: host.service,
        ...(subset === undefined ? {} : { subset }),
        ...(port === undefined ? {} : { port }),
        share: (100 * weight) / whole,
        path: ['spec', 'http', at, 'route', index, 'destination'],
      },
    ];
  });
}
