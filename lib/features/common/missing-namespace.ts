// What to do where a cluster lacks the namespace of something.

/** The hint of a finding. @param where the clusters, as the finding names them. */
export function createNamespaceHint(namespace: string, where = 'in that cluster'): string {
  return `Create it ${where}: kubectl create namespace ${namespace}`;
}
