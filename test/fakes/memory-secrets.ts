// Secrets in memory, of clusters that can be closed or out of reach.
import { type FailureCode, RangelightError } from '../../lib/core/index.ts';
import type { ClusterLink } from '../../lib/model/index.ts';
import type { SecretContent, Secrets } from '../../lib/ports/index.ts';

export interface MemorySecrets extends Secrets {
  put(cluster: ClusterLink, namespace: string, name: string, content: SecretContent): void;
  drop(cluster: ClusterLink, namespace: string, name: string): void;
  /** What every read of a cluster fails with. */
  readonly failing: Map<ClusterLink, FailureCode>;
}

export function createMemorySecrets(): MemorySecrets {
  const held = new Map<string, SecretContent>();
  const failing = new Map<ClusterLink, FailureCode>();
  return {
    failing,
    put: (cluster, namespace, name, content) => void held.set(`${cluster} ${namespace}/${name}`, content),
    drop: (cluster, namespace, name) => void held.delete(`${cluster} ${namespace}/${name}`),
    async read(cluster, namespace, name, signal) {
      signal.throwIfAborted();
      await Promise.resolve();
      const code = failing.get(cluster);
      if (code !== undefined) throw new RangelightError(code, `kubernetes ${cluster}`, 'no');
      return held.get(`${cluster} ${namespace}/${name}`);
    },
  };
}

export function tlsSecret(certificate: string, privateKey: string): SecretContent {
  return { ...opaqueSecret({ 'tls.crt': certificate, 'tls.key': privateKey }), type: 'kubernetes.io/tls' };
}

export function opaqueSecret(texts: Readonly<Record<string, string>>): SecretContent {
  const data = Object.entries(texts).map(([key, text]) => [key, new TextEncoder().encode(text)] as const);
  return { type: 'Opaque', data: new Map(data) };
}
