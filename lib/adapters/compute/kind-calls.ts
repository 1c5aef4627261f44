// Which client, path parameter and body parameter each kind has, and how it can be changed. A data table.
// Deep imports: the package's index loads 129 clients (560 ms and 180 MB more than the eleven used here).
// May import: model.
import { BackendServicesClient } from '@google-cloud/compute/build/src/v1/backend_services_client.js';
import { FirewallsClient } from '@google-cloud/compute/build/src/v1/firewalls_client.js';
import { GlobalAddressesClient } from '@google-cloud/compute/build/src/v1/global_addresses_client.js';
import { GlobalForwardingRulesClient } from '@google-cloud/compute/build/src/v1/global_forwarding_rules_client.js';
import { HealthChecksClient } from '@google-cloud/compute/build/src/v1/health_checks_client.js';
import { NetworkEndpointGroupsClient } from '@google-cloud/compute/build/src/v1/network_endpoint_groups_client.js';
import { TargetHttpProxiesClient } from '@google-cloud/compute/build/src/v1/target_http_proxies_client.js';
import { UrlMapsClient } from '@google-cloud/compute/build/src/v1/url_maps_client.js';
import type { ComputeKind } from '../../model/index.ts';

export type ClientOptions = NonNullable<ConstructorParameters<typeof UrlMapsClient>[0]>;

/** How a kind changes. Source: the methods of its collection in the compute v1 reference. */
export type Updates =
  /** Nothing of it can change. */
  | { readonly by: 'nothing' }
  /** One verb per field; `parameter` is the verb's body. */
  | {
      readonly by: 'verb';
      readonly field: string;
      readonly method: 'setTarget' | 'setUrlMap';
      readonly parameter: string;
    }
  /** PATCH and PUT; `always` are fields that every such body must have. */
  | { readonly by: 'body'; readonly fingerprint: boolean; readonly always: readonly string[] };

export interface KindCalls {
  readonly client: new (options: ClientOptions) => object;
  /** Path parameter with the resource's name. */
  readonly name: string;
  /** Request member with the resource's body. */
  readonly resource: string;
  readonly updates: Updates;
}

export const KIND_CALLS: Readonly<Record<ComputeKind, KindCalls>> = {
  address: {
    client: GlobalAddressesClient,
    name: 'address',
    resource: 'addressResource',
    updates: { by: 'nothing' },
  },
  firewall: {
    client: FirewallsClient,
    name: 'firewall',
    resource: 'firewallResource',
    updates: { by: 'body', fingerprint: false, always: ['name'] },
  },
  healthCheck: {
    client: HealthChecksClient,
    name: 'healthCheck',
    resource: 'healthCheckResource',
    updates: { by: 'body', fingerprint: false, always: [] },
  },
  networkEndpointGroup: {
    client: NetworkEndpointGroupsClient,
    name: 'networkEndpointGroup',
    resource: 'networkEndpointGroupResource',
    updates: { by: 'nothing' },
  },
  backendService: {
    client: BackendServicesClient,
    name: 'backendService',
    resource: 'backendServiceResource',
    updates: { by: 'body', fingerprint: true, always: [] },
  },
  urlMap: {
    client: UrlMapsClient,
    name: 'urlMap',
    resource: 'urlMapResource',
    updates: { by: 'body', fingerprint: true, always: [] },
  },
  targetHttpProxy: {
    client: TargetHttpProxiesClient,
    name: 'targetHttpProxy',
    resource: 'targetHttpProxyResource',
    updates: { by: 'verb', field: 'urlMap', method: 'setUrlMap', parameter: 'urlMapReferenceResource' },
  },
  forwardingRule: {
    client: GlobalForwardingRulesClient,
    name: 'forwardingRule',
    resource: 'forwardingRuleResource',
    updates: { by: 'verb', field: 'target', method: 'setTarget', parameter: 'targetReferenceResource' },
  },
};
