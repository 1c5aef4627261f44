// The API servers of Kubernetes itself, one for each cluster: started for this process alone, empty, and taken down
// with it. GKE's webhook for readiness gates is served beside them. Where this machine can, they are whole clusters,
// with DNS, kube-proxy, and networks for pods.
import { type Served, serve } from '../../emulators/kit/serve.ts';
import type { LocalAuthority } from '../../emulators/kubernetes/index.ts';
import { readinessGateConfiguration, readinessGateWebhook } from '../../emulators/kubernetes/workloads/index.ts';
import { type Peers, openNetworkedPeers, openPeers, type PeerCluster } from '../../../test/peers/index.ts';
import { bindingOf, CLUSTER_ROLES, clusterUserOf, KNOWN } from '../cluster-rights.ts';
import { CLUSTERS, TOKENS } from '../layout.ts';
import type { ApiServer, StartApiServers } from './api-server.ts';
import { createForwarder } from './forwarder.ts';
import { createPodNetworks } from './pod-networks.ts';

const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/**
 * @param told of the clusters as soon as they run, for whoever means them harm.
 * @param areNetworked whether they are whole clusters, each with a network of its own.
 * @throws PeersLacking in words, where this machine cannot run them.
 */
export const peerServers =
  (told: (clusters: readonly PeerCluster[]) => void = () => undefined, areNetworked = false): StartApiServers =>
  async (authority) => {
    const peers: Peers = await (areNetworked ? openNetworkedPeers : openPeers)(
      CLUSTERS.map(({ name }) => name),
      [
        { token: TOKENS.google, user: 'local', groups: ['system:masters'] },
        ...KNOWN.map((name) => ({ token: TOKENS[name], user: clusterUserOf(name) })),
      ],
    );
    told(peers.clusters);
    return {
      answersNames: areNetworked,
      async open({ name, negController, location, zones }, { clock, random }) {
        const peer = peers.clusters.find((one) => one.name === name) as PeerCluster;
        const forwarder = createForwarder({ ...peer, clock, random });
        for (const [role, object] of CLUSTER_ROLES) {
          await make(forwarder, `${RBAC}/clusterroles`, object);
          await make(forwarder, `${RBAC}/clusterrolebindings`, bindingOf(role, object));
        }
        const { network } = peer;
        const webhook = negController ? await startWebhook(forwarder, authority, network?.machine) : undefined;
        // The node that runs kube-proxy is none that pods are told to run on.
        if (network !== undefined) await closeNode(forwarder, name, location, zones[0] ?? '');
        return {
          api: forwarder,
          hasControllers: true,
          ...(network === undefined ? {} : { podNetworks: (own, speed) => createPodNetworks(network, own, speed) }),
          async close() {
            await webhook?.close();
            await forwarder.close();
          },
        };
      },
      close: () => peers.close(),
    };
  };

/** @param address at which the API server reaches this process; absent: on loopback. */
async function startWebhook(api: ApiServer['api'], authority: LocalAuthority, address?: string): Promise<Served> {
  const tls = await authority.issue('readiness-gates', address);
  const host = address === undefined ? {} : { host: address };
  const served = await serve(readinessGateWebhook(api.handler, TOKENS.google, new AbortController().signal), {
    tls,
    ...host,
  });
  await make(api, WEBHOOKS, readinessGateConfiguration(served.url, authority.caPem));
  return served;
}

/** It is in a zone of the cluster, as every node is, and takes no pods. */
async function closeNode({ handler }: ApiServer['api'], name: string, region: string, zone: string): Promise<void> {
  const labels = { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone };
  const body = JSON.stringify({ metadata: { labels }, spec: { unschedulable: true } });
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/merge-patch+json' };
  const path = `/api/v1/nodes/${name}`;
  const answer = await handler(new Request(`https://cluster${path}`, { method: 'PATCH', headers, body }));
  if (!answer.ok) throw new NotTaken(path, answer.status, await answer.text());
}

async function make({ handler }: ApiServer['api'], path: string, object: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
  const answer = await handler(
    new Request(`https://cluster${path}`, { method: 'POST', headers, body: JSON.stringify(object) }),
  );
  if (answer.status !== 201) throw new NotTaken(path, answer.status, await answer.text());
}

/** The API server did not take what the cluster needs. */
class NotTaken extends Error {
  constructor(path: string, status: number, said: string) {
    super(`${path} was answered with ${status}: ${said}`);
    this.name = 'NotTaken';
  }
}
