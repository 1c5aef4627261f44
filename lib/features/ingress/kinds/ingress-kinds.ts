// The kinds of resources that ingress programs, and their ids.
import { address } from './address.ts';
import { backendService } from './backend-service.ts';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { firewall } from './firewall.ts';
import { forwardingRule } from './forwarding-rule.ts';
import { healthCheck } from './health-check.ts';
import { backendConfig, frontendConfig, multiClusterIngress, multiClusterService } from './manifest-copies.ts';
import { multiClusterIngressStatus } from './multi-cluster-ingress-status.ts';
import { networkEndpointGroup } from './network-endpoint-group.ts';
import { service } from './service.ts';
import { sslCertificate } from './ssl-certificate.ts';
import { targetHttpProxy } from './target-http-proxy.ts';
import { targetHttpsProxy } from './target-https-proxy.ts';
import { urlMap } from './url-map.ts';
import type { KindDefinition } from '../../../model/index.ts';

const COMPUTE = [
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
] as const;

const CLUSTER = [
  customResourceDefinition,
  service,
  backendConfig,
  frontendConfig,
  multiClusterService,
  multiClusterIngress,
  multiClusterIngressStatus,
] as const;

export type ComputeKind = (typeof COMPUTE)[number]['id'];
export type ClusterKind = (typeof CLUSTER)[number]['id'];
export type ResourceKind = ComputeKind | ClusterKind;

export const INGRESS_KINDS: readonly KindDefinition[] = [...COMPUTE, ...CLUSTER];
