// Which client, path parameter and body parameter each collection has, and how it can be changed. A data table.
// Deep imports: the package's index loads 129 clients (560 ms and 180 MB more than the twelve used here).
import { BackendServicesClient } from '@google-cloud/compute/build/src/v1/backend_services_client.js';
import { FirewallsClient } from '@google-cloud/compute/build/src/v1/firewalls_client.js';
import { GlobalAddressesClient } from '@google-cloud/compute/build/src/v1/global_addresses_client.js';
import { GlobalForwardingRulesClient } from '@google-cloud/compute/build/src/v1/global_forwarding_rules_client.js';
import { HealthChecksClient } from '@google-cloud/compute/build/src/v1/health_checks_client.js';
import { NetworkEndpointGroupsClient } from '@google-cloud/compute/build/src/v1/network_endpoint_groups_client.js';
import { SslCertificatesClient } from '@google-cloud/compute/build/src/v1/ssl_certificates_client.js';
import { TargetHttpProxiesClient } from '@google-cloud/compute/build/src/v1/target_http_proxies_client.js';
import { TargetHttpsProxiesClient } from '@google-cloud/compute/build/src/v1/target_https_proxies_client.js';
import { UrlMapsClient } from '@google-cloud/compute/build/src/v1/url_maps_client.js';
import { RangelightError } from '../../core/index.ts';

export type ClientOptions = NonNullable<ConstructorParameters<typeof UrlMapsClient>[0]>;
export type ClientRuntime = NonNullable<ConstructorParameters<typeof UrlMapsClient>[1]>;

/** A method that sets one field. */
export interface FieldVerb {
  readonly method: 'setTarget' | 'setUrlMap' | 'setSslCertificates' | 'setSslPolicy' | 'setSecurityPolicy';
  /** Request member with the verb's body, which has the field under its own name. */
  readonly parameter: string;
  /** The field is ignored in every other body, that of `insert` included. */
  readonly only?: true;
}

/** How a kind changes. Source: the methods of its collection in the compute v1 reference. */
export interface Updates {
  /** PATCH and PUT, when it has them; `always` are fields that every such body must have. */
  readonly body?: { readonly fingerprint: boolean; readonly always: readonly string[] };
  /** By field; a field without a verb is said by `body`, when there is one. */
  readonly verbs: Readonly<Record<string, FieldVerb>>;
}

export interface CollectionCalls {
  readonly client: new (options: ClientOptions, runtime: ClientRuntime) => { initialize(): Promise<unknown> };
  /** Path parameter with the resource's name. */
  readonly name: string;
  /** Request member with the resource's body. */
  readonly resource: string;
  readonly updates: Updates;
}

/** Those of the features that are built in. */
export const CALLS = {
  addresses: {
    client: GlobalAddressesClient,
    name: 'address',
    resource: 'addressResource',
    updates: { verbs: {} },
  },
  firewalls: {
    client: FirewallsClient,
    name: 'firewall',
    resource: 'firewallResource',
    updates: { body: { fingerprint: false, always: ['name'] }, verbs: {} },
  },
  healthChecks: {
    client: HealthChecksClient,
    name: 'healthCheck',
    resource: 'healthCheckResource',
    updates: { body: { fingerprint: false, always: [] }, verbs: {} },
  },
  networkEndpointGroups: {
    client: NetworkEndpointGroupsClient,
    name: 'networkEndpointGroup',
    resource: 'networkEndpointGroupResource',
    updates: { verbs: {} },
  },
  backendServices: {
    client: BackendServicesClient,
    name: 'backendService',
    resource: 'backendServiceResource',
    updates: {
      body: { fingerprint: true, always: [] },
      verbs: {
        securityPolicy: { method: 'setSecurityPolicy', parameter: 'securityPolicyReferenceResource', only: true },
      },
    },
  },
  urlMaps: {
    client: UrlMapsClient,
    name: 'urlMap',
    resource: 'urlMapResource',
    updates: { body: { fingerprint: true, always: [] }, verbs: {} },
  },
  targetHttpProxies: {
    client: TargetHttpProxiesClient,
    name: 'targetHttpProxy',
    resource: 'targetHttpProxyResource',
    updates: { verbs: { urlMap: { method: 'setUrlMap', parameter: 'urlMapReferenceResource' } } },
  },
  targetHttpsProxies: {
    client: TargetHttpsProxiesClient,
    name: 'targetHttpsProxy',
    resource: 'targetHttpsProxyResource',
    updates: {
      verbs: {
        urlMap: { method: 'setUrlMap', parameter: 'urlMapReferenceResource' },
        sslCertificates: {
          method: 'setSslCertificates',
          parameter: 'targetHttpsProxiesSetSslCertificatesRequestResource',
        },
        sslPolicy: { method: 'setSslPolicy', parameter: 'sslPolicyReferenceResource' },
      },
    },
  },
  sslCertificates: {
    client: SslCertificatesClient,
    name: 'sslCertificate',
    resource: 'sslCertificateResource',
    updates: { verbs: {} },
  },
  forwardingRules: {
    client: GlobalForwardingRulesClient,
    name: 'forwardingRule',
    resource: 'forwardingRuleResource',
    updates: { verbs: { target: { method: 'setTarget', parameter: 'targetReferenceResource' } } },
  },
} as const satisfies Readonly<Record<string, CollectionCalls>>;

/** By collection. */
export type Collections = Readonly<Record<string, CollectionCalls>>;

/** How a collection is called. Fails with `unexpected` for one without a client. */
export function callsOf(collections: Collections, collection: string): CollectionCalls {
  const found = Object.hasOwn(collections, collection) ? collections[collection] : undefined;
  if (found !== undefined) return found;
  throw new RangelightError('unexpected', 'compute', `there is no client for ${collection}`);
}
