// The definition of the kind ServiceNetworkEndpointGroup, which GKE installs in every cluster.
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import { NEG_MANAGER, SVCNEG_PLURAL } from './svcneg.ts';

/** Makes the API server serve the kind. */
export async function installSvcNegKind(client: KubeClient): Promise<void> {
  const name = `${SVCNEG_PLURAL}.networking.gke.io`;
  const text = { type: 'string' };
  const list = (properties: object): object => ({ type: 'array', items: { type: 'object', properties } });
  const status = {
    type: 'object',
    properties: {
      networkEndpointGroups: list({
        id: text,
        selfLink: text,
        subnetURL: text,
        networkEndpointType: text,
        state: { type: 'string', enum: ['ACTIVE', 'INACTIVE', 'TO_BE_DELETED'] },
      }),
      conditions: list({ type: text, status: text, reason: text, message: text, lastTransitionTime: text }),
      lastSyncTime: text,
    },
  };
  const properties = { apiVersion: text, kind: text, metadata: { type: 'object' }, spec: { type: 'object' }, status };
  await client.apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, NEG_MANAGER, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: 'networking.gke.io',
      scope: 'Namespaced',
      names: {
        plural: SVCNEG_PLURAL,
        singular: 'servicenetworkendpointgroup',
        kind: 'ServiceNetworkEndpointGroup',
        listKind: 'ServiceNetworkEndpointGroupList',
        shortNames: ['svcneg'],
      },
      versions: [
        { name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties } } },
      ],
    },
  });
}
