// How the control planes of a made-up mesh know each other: what stands for it in each cluster.

export interface Placed {
  /** Collection of the API. */
  readonly path: string;
  readonly body: object;
}

export function pairsOf(links: readonly string[]): readonly string[] {
  return links.flatMap((from) => links.filter((to) => to !== from).map((to) => `${from} ${to}`));
}

const SYSTEM: Placed = {
  path: '/api/v1/namespaces',
  body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
};

export function connected(): Placed[] {
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'istio-system', name: 'asm-options' },
    data: { multicluster_mode: 'connected' },
  };
  return [SYSTEM, { path: '/api/v1/namespaces/istio-system/configmaps', body }];
}

/** A remote secret for each cluster, or one for all; beside some that count for nothing: of its own id, or unmarked. */
export function secretsOf(
  own: string,
  links: readonly string[],
  known: readonly string[],
  often: (percent: number) => boolean,
): Placed[] {
  const unknown = links.filter((link) => link !== own && !known.includes(link));
  const inOne = often(30);
  return [
    SYSTEM,
    ...(inOne && known.length > 0 ? [secretOf('all', known)] : known.map((link) => secretOf(idOf(link), [link]))),
    ...(often(20) ? [secretOf('own', [own])] : []),
    ...(often(30) ? unknown.map((link) => secretOf(`unmarked-${idOf(link)}`, [link], {})) : []),
  ];
}

function idOf(link: string): string {
  return link.replace('/', '-');
}

function secretOf(name: string, of: readonly string[], labels: object = { 'istio/multiCluster': 'true' }): Placed {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'istio-system', name: `istio-remote-secret-${name}`, labels },
    stringData: Object.fromEntries(of.map((link) => [link.replace('/', '_'), 'kubeconfig'])),
  };
  return { path: '/api/v1/namespaces/istio-system/secrets', body };
}
