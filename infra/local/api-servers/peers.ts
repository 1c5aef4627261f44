// The API servers of Kubernetes itself, one for each cluster: started for this process alone, empty, and taken down
// with it. GKE's webhook for readiness gates is served beside them.
import { type Served, serve } from '../../emulators/kit/serve.ts';
import type { LocalAuthority } from '../../emulators/kubernetes/index.ts';
import { readinessGateConfiguration, readinessGateWebhook } from '../../emulators/kubernetes/workloads/index.ts';
import { openPeers, type PeerCluster } from '../../../test/peers/index.ts';
import { bindingOf, CLUSTER_ROLES, clusterUserOf, KNOWN } from '../cluster-rights.ts';
import { CLUSTERS, TOKENS } from '../layout.ts';
import type { ApiServer, StartApiServers } from './api-server.ts';
import { createForwarder } from './forwarder.ts';

const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/**
 * @param told of the clusters as soon as they run, for whoever means them harm.
 * @throws PeersLacking in words, where this machine cannot run them.
 */
export const peerServers =
  (told: (clusters: readonly PeerCluster[]) => void = () => undefined): StartApiServers =>
  async (authority) => {
    const peers = await openPeers(
      CLUSTERS.map(({ name }) => name),
      [
        { token: TOKENS.google, user: 'local', groups: ['system:masters'] },
        ...KNOWN.map((name) => ({ token: TOKENS[name], user: clusterUserOf(name) })),
      ],
    );
    told(peers.clusters);
    return {
      async open({ name, negController }, { clock, random }) {
        const peer = peers.clusters.find((one) => one.name === name) as PeerCluster;
        const forwarder = createForwarder({ name, url: peer.url, ca: peer.ca, clock, random });
        for (const [role, object] of CLUSTER_ROLES) {
          await make(forwarder, `${RBAC}/clusterroles`, object);
          await make(forwarder, `${RBAC}/clusterrolebindings`, bindingOf(role, object));
        }
        const webhook = negController ? await startWebhook(forwarder, authority) : undefined;
        return {
          api: forwarder,
          hasControllers: true,
          async close() {
            await webhook?.close();
            await forwarder.close();
          },
        };
      },
      close: () => peers.close(),
    };
  };

async function startWebhook(api: ApiServer['api'], authority: LocalAuthority): Promise<Served> {
  const tls = await authority.issue('readiness-gates');
  const served = await serve(readinessGateWebhook(api.handler, TOKENS.google, new AbortController().signal), { tls });
  await make(api, WEBHOOKS, readinessGateConfiguration(served.url, authority.caPem));
  return served;
}

async function make({ handler }: ApiServer['api'], path: string, object: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
  const answer = await handler(
    new Request(`https://cluster${path}`, { method: 'POST', headers, body: JSON.stringify(object) }),
  );
  if (answer.status !== 201) throw new WebhookRefused(path, answer.status, await answer.text());
}

/** The API server did not take what the readiness gate's webhook needs. */
class WebhookRefused extends Error {
  constructor(path: string, status: number, said: string) {
    super(`POST ${path} was answered with ${status}: ${said}`);
    this.name = 'WebhookRefused';
  }
}
