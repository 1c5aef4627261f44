// What a mesh brings to a run: when a token is one, and the remote secret that is made of it. The door for the worker.
import type { FeatureRuns, ReadSecret } from '../../../live/index.ts';
import { isClusterRef } from '../../../model/index.ts';
import { kubeconfigText } from '../discovery/kubeconfig.ts';
import { KUBECONFIG_USE, READER, TOKEN_SECRET } from '../discovery/remote-secrets-of.ts';
import { meshSecret } from '../kinds/mesh-secret.ts';

/** The private part is the kubeconfig, under the name of the cluster that it leads to. */
const kubeconfig: ReadSecret = ({ data }, _now, { cluster = '', server = '' }) => {
  const [token, ca] = [data.get('token'), data.get('ca.crt')];
  if (token === undefined || ca === undefined)
    return { facts: { state: 'unusable', problem: 'no-token', detail: 'has no token yet' } };
  const text = kubeconfigText(cluster, server, ca, new TextDecoder().decode(token));
  const facts = { state: 'usable', use: KUBECONFIG_USE, fingerprint: 'of a token' } as const;
  return { facts, material: { data: { [cluster]: Buffer.from(text).toString('base64') } } };
};

export const MESH_RUNS: FeatureRuns = {
  kinds: {
    [meshSecret.id]: {
      lacks: async (ref, { ports }, signal) => {
        if (!isClusterRef(ref) || ref.name !== TOKEN_SECRET) return undefined;
        const content = await ports.secrets?.read(ref.cluster, ref.namespace ?? '', ref.name, signal);
        if (content?.data.has('token') === true && content.data.has('ca.crt')) return undefined;
        return `a token of the service account ${READER} of ${ref.cluster}, which Istio installs`;
      },
    },
  },
  secrets: { [KUBECONFIG_USE]: kubeconfig },
};
