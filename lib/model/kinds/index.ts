// Knowledge of each resource kind, as data. The generic diff and the adapters read it; none branches on a kind.
// May import: core, model.
import type { FieldTable } from '../fields.ts';
import type { ResourceKind } from '../ref.ts';
import { address } from './address.ts';
import { backendService } from './backend-service.ts';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { firewall } from './firewall.ts';
import { forwardingRule } from './forwarding-rule.ts';
import { healthCheck } from './health-check.ts';
import { manifestCopy } from './manifest-copy.ts';
import { multiClusterIngressStatus } from './multi-cluster-ingress-status.ts';
import { networkEndpointGroup } from './network-endpoint-group.ts';
import { service } from './service.ts';
import { sslCertificate } from './ssl-certificate.ts';
import { targetHttpProxy } from './target-http-proxy.ts';
import { targetHttpsProxy } from './target-https-proxy.ts';
import { urlMap } from './url-map.ts';

/** What traffic can feel. */
export type Impact = 'none' | 'possible' | 'certain';

export interface KindDefinition {
  /** How people call it in a report. */
  readonly title: string;
  readonly fields: FieldTable;
  /** When it changes in a rollout: with the new things beside the old ones, when routes move, or when all stands. */
  readonly phase: 'expand' | 'switch';
  /** What traffic can feel when a field of it changes, when it loses something, and when it goes. */
  readonly impact: { readonly change: Impact; readonly shrink: Impact; readonly remove: Impact };
  /** `shared`: one that stands already is used as it is, whoever made it (CRDs). */
  readonly existing: 'owned' | 'shared';
}

export const KINDS: Readonly<Record<ResourceKind, KindDefinition>> = {
  address,
  firewall,
  healthCheck,
  networkEndpointGroup,
  backendService,
  urlMap,
  targetHttpProxy,
  targetHttpsProxy,
  sslCertificate,
  forwardingRule,
  customResourceDefinition,
  service,
  backendConfig: manifestCopy('BackendConfig'),
  frontendConfig: manifestCopy('FrontendConfig'),
  multiClusterService: manifestCopy('MultiClusterService'),
  multiClusterIngress: manifestCopy('MultiClusterIngress'),
  multiClusterIngressStatus,
};
