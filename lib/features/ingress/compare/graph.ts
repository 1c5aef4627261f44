// The resources of load balancers by their keys, as bodies refer to them.
import { type DesiredResource, type RefKey, refKey } from '../../../model/index.ts';

export type Graph = ReadonlyMap<RefKey, DesiredResource>;

export function graphOf(resources: Iterable<DesiredResource>): Graph {
  return new Map([...resources].map((resource) => [refKey(resource.ref), resource] as const));
}
