// What one region's edge knows: resources, endpoints and health at one moment. Immutable once taken.
import type { ComputeResource, ComputeView, NegEndpoint } from '../../view.ts';
import type { HealthState } from '../health/verdict.ts';
import type { Outage } from './trouble.ts';

/** The configuration part; shared between snapshots that differ only in health. */
export interface Configuration {
  /** Rises with each change of the control plane's state. */
  readonly generation: number;
  /** By canonical path. */
  readonly resources: ReadonlyMap<string, ComputeResource>;
  /** By canonical path of the NEG. */
  readonly endpoints: ReadonlyMap<string, readonly NegEndpoint[]>;
}

export interface Snapshot extends Configuration {
  /** By `healthKey`; missing means not probed yet. */
  readonly health: ReadonlyMap<string, HealthState>;
  /** The answer to every request, while the edge is broken. */
  readonly outage?: Outage;
}

const collections = [
  'forwardingRules',
  'targetHttpProxies',
  'targetHttpsProxies',
  'sslCertificates',
  'sslPolicies',
  'securityPolicies',
  'urlMaps',
  'backendServices',
  'healthChecks',
  'networkEndpointGroups',
] as const;

/** Copies what an edge needs. Bodies are not cloned: the view replaces a changed resource, it never edits one. */
export function takeConfiguration(view: ComputeView, generation: number): Configuration {
  const resources = new Map<string, ComputeResource>();
  const endpoints = new Map<string, readonly NegEndpoint[]>();
  for (const collection of collections) {
    for (const { path, resource } of view.list(collection)) {
      resources.set(path, resource);
      if (collection === 'networkEndpointGroups') endpoints.set(path, [...view.endpoints(path)]);
    }
  }
  return { generation, resources, endpoints };
}

/**
 * The edge's version of a resource. Undefined also when the edge still knows it but the control plane has deleted it
 * since (or made another one under its name): a request that needs it fails.
 */
export function standing(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get'>,
  path: string,
): ComputeResource | undefined {
  const known = snapshot.resources.get(path);
  const live = view.get(path);
  return live !== undefined && known?.['id'] === live['id'] ? known : undefined;
}
