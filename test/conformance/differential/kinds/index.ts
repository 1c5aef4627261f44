// Every kind that the differential makes requests about.
import { configMap, secret } from './configuration.ts';
import { backendConfig, multiClusterIngress, multiClusterService, serviceExport, sort } from './custom.ts';
import { deployment, replicaSet } from './deployment.ts';
import { endpointSlice } from './endpoint-slice.ts';
import type { Kind } from './kind.ts';
import { namespace } from './namespace.ts';
import { pod } from './pod.ts';
import { service } from './service.ts';

export const kinds: readonly Kind[] = [
  configMap,
  secret,
  service,
  endpointSlice,
  pod,
  deployment,
  replicaSet,
  namespace,
  sort,
  backendConfig,
  multiClusterService,
  multiClusterIngress,
  serviceExport,
];
