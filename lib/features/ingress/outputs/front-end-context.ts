// What every part of a front end is made with.
import type { ComputeRef } from '../../../model/index.ts';
import type { LoadBalancer } from '../load-balancer.ts';
import type { UnitContext } from './unit-context.ts';

export interface FrontEndContext {
  readonly unit: UnitContext;
  readonly balancer: LoadBalancer;
  /** Literal IP or partial URL. */
  readonly address: string;
  /** The URL map that routes. */
  readonly urlMap: ComputeRef;
}

/** What VIPs hang on: neither another kind of input nor another route makes it another one. */
export function frontIdentity({ unit, balancer }: Pick<FrontEndContext, 'unit' | 'balancer'>): {
  readonly fleet: string;
  readonly loadBalancer: string;
} {
  return { fleet: unit.fleet.name, loadBalancer: `${balancer.namespace}/${balancer.name}` };
}
