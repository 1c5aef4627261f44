// ServiceNetworkEndpointGroup: the custom resource in which the controller reports a NEG per zone.
import type { KubeClient, KubeObject } from '../../../kit/controllers/kube-client.ts';
import type { Neg } from './compute-client.ts';

export const NEG_MANAGER = 'neg-controller';

const GROUP_VERSION = 'networking.gke.io/v1beta1';
export const SVCNEG_PLURAL = 'servicenetworkendpointgroups';
const MANAGED_BY_LABEL = 'networking.gke.io/managed-by';

/** Everything a SvcNEG says, gathered by the controller. */
export interface SvcNegReport {
  readonly service: { readonly namespace: string; readonly name: string; readonly uid?: string };
  readonly port: number;
  readonly negName: string;
  readonly negs: readonly Neg[];
  /** Why a zone could not be initialised or synced; absent when all went well. */
  readonly initializationError?: string;
  readonly syncError?: string;
  /** RFC 3339. */
  readonly now: string;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

export function svcNegPath(namespace: string, name?: string): string {
  const collection = `/apis/${GROUP_VERSION}/namespaces/${namespace}/${SVCNEG_PLURAL}`;
  return name === undefined ? collection : `${collection}/${name}`;
}

/** The SvcNEGs of all namespaces that this controller wrote. */
export async function listSvcNegs(client: KubeClient): Promise<readonly KubeObject[]> {
  const { items } = await client.list<KubeObject>(`/apis/${GROUP_VERSION}/${SVCNEG_PLURAL}`);
  return items.filter(({ metadata }) => metadata.labels?.[MANAGED_BY_LABEL] === NEG_MANAGER);
}

export async function writeSvcNeg(client: KubeClient, report: SvcNegReport): Promise<void> {
  const { service, negName, now } = report;
  const path = svcNegPath(service.namespace, negName);
  const before = (await client.get<{ status?: { conditions?: readonly Condition[] } }>(path))?.status?.conditions ?? [];
  const owner = { apiVersion: 'v1', kind: 'Service', name: service.name, uid: service.uid, controller: true };
  const networkEndpointGroups = report.negs.map((neg) => ({
    id: neg.id,
    selfLink: neg.selfLink,
    networkEndpointType: 'GCE_VM_IP_PORT',
    state: 'ACTIVE',
    ...(neg.subnetwork === undefined ? {} : { subnetURL: neg.subnetwork }),
  }));
  await client.apply(path, NEG_MANAGER, {
    apiVersion: GROUP_VERSION,
    kind: 'ServiceNetworkEndpointGroup',
    metadata: {
      name: negName,
      namespace: service.namespace,
      labels: {
        [MANAGED_BY_LABEL]: NEG_MANAGER,
        'networking.gke.io/service-name': service.name,
        'networking.gke.io/service-port': String(report.port),
      },
      ...(service.uid === undefined ? {} : { ownerReferences: [{ ...owner, blockOwnerDeletion: false }] }),
    },
    spec: {},
    status: {
      networkEndpointGroups,
      conditions: [
        condition('Initialized', 'NegInitialization', report.initializationError, now, before),
        condition('Synced', 'NegSync', report.syncError, now, before),
      ],
      lastSyncTime: now,
    },
  });
}

function condition(
  type: string,
  reason: string,
  error: string | undefined,
  now: string,
  before: readonly Condition[],
): Condition {
  const status = error === undefined ? 'True' : 'False';
  const same = before.find((condition) => condition.type === type && condition.status === status);
  return {
    type,
    status,
    reason: `${reason}${error === undefined ? 'Successful' : 'Failed'}`,
    message: error ?? '',
    lastTransitionTime: same?.lastTransitionTime ?? now,
  };
}
