// A kubeconfig for kubectl, the product and the programs of a cluster.
import { stringify } from 'yaml';

export interface Access {
  /** Of context, cluster and user. */
  readonly name: string;
  readonly url: string;
  /** PEM */
  readonly ca: string;
  readonly token: string;
}

/** One context per access; the first is the current one. */
export function kubeconfig(accesses: readonly Access[]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': accesses[0]?.name,
    clusters: accesses.map(({ name, url, ca }) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
    })),
    users: accesses.map(({ name, token }) => ({ name, user: { token } })),
    contexts: accesses.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}
