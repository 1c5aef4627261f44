// Who calls a name in the workloads that stand in clusters, whoever applied them: looked up where a name dies.
import { textAt } from '../../../core/index.ts';
import type { Look } from '../../../live/index.ts';
import type { ClusterApi, ClusterLink } from '../../../model/index.ts';
import { calledNames } from '../git/called-names.ts';

export interface WorkloadCaller {
  /** `Deployment shop/web in us-west1/gke-us`. */
  readonly what: string;
  /** `namespace/name`. */
  readonly called: string;
}

export interface WorkloadCallers {
  readonly found: readonly WorkloadCaller[];
  /** Where workloads cannot be read. */
  readonly unread: readonly ClusterLink[];
}

const WORKLOADS: readonly ClusterApi[] = (
  [
    ['Deployment', 'deployments'],
    ['StatefulSet', 'statefulsets'],
    ['DaemonSet', 'daemonsets'],
  ] as const
).map(([kind, plural]) => ({ group: 'apps', versions: ['v1'], kind, plural, scope: 'namespaced' }));

export async function workloadCallers(links: readonly ClusterLink[], look: Look): Promise<WorkloadCallers> {
  const read = links.flatMap((link) =>
    WORKLOADS.map(async (api) => {
      const objects = await look.read(link, api, {});
      return { link, found: objects?.flatMap((body) => callsIn(body, `${api.kind} `, link)) };
    }),
  );
  const all = await Promise.all(read);
  return {
    found: all.flatMap(({ found }) => found ?? []),
    unread: [...new Set(all.flatMap(({ link, found }) => (found === undefined ? [link] : [])))],
  };
}

function callsIn(body: Parameters<typeof textAt>[0], kind: string, link: ClusterLink): readonly WorkloadCaller[] {
  const what = `${kind}${textAt(body, 'metadata', 'namespace')}/${textAt(body, 'metadata', 'name')} in ${link}`;
  return calledNames(body).map(({ namespace, name }) => ({ what, called: `${namespace}/${name}` }));
}
