// A kubeconfig with one context per cluster, named by its link with `_` for `/`.
import { stringify } from 'yaml';
import type { RunningCluster } from './cluster.ts';
import { TOKENS } from './layout.ts';

/** @param caPem certificate of the local authority. */
export function kubeconfig(clusters: readonly RunningCluster[], caPem: string): string {
  const named = clusters.map((cluster) => ({ name: cluster.layout.link.replace('/', '_'), url: cluster.url }));
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': named[0]?.name,
    clusters: named.map(({ name, url }) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
    })),
    users: [{ name: 'local', user: { token: TOKENS.google } }],
    contexts: named.map(({ name }) => ({ name, context: { cluster: name, user: 'local' } })),
  });
}
