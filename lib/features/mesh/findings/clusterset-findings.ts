// Names of multi-cluster Services that workloads with a sidecar call, and that their mesh does not know. One that
// nobody exports leads nowhere at all: the feature of exports tells that.
import { type Diagnostic, textsAt } from '../../../core/index.ts';
import { hostsOf } from '../calls/call-graph.ts';
import { diagnostic } from '../codes/index.ts';
import { hostOf, meansHost } from '../world/host.ts';
import { type MeshCluster, rulesIn, type ServiceName } from '../world/mesh-world.ts';

/** Each name once for a workload, at its first place. @param isTold whether another feature tells of it. */
export function clustersetFindings(
  cluster: MeshCluster,
  isTold: (service: ServiceName) => boolean,
): readonly Diagnostic[] {
  if (cluster.settings.knowsClusterset) return [];
  const known = rulesIn(cluster, 'ServiceEntry');
  return [...cluster.workloads.values()].flat().flatMap((caller) => {
    if (caller.sidecar !== 'injected') return [];
    const called = hostsOf(caller.body).filter(({ host }) => {
      const meant = hostOf(host, caller.namespace);
      return meant.type === 'clusterset' && !isTold(meant.service);
    });
    return [...Map.groupBy(called, ({ host }) => host)].flatMap(([host, [first]]) => {
      const isKnown = known.some(({ spec, namespace }) =>
        textsAt(spec, 'hosts').some((one) => meansHost(one, namespace, host)),
      );
      if (isKnown || first === undefined) return [];
      const message = `${caller.kind} ${caller.namespace}/${caller.name} of ${cluster.link} calls ${host}, which the mesh does not know: no rule of the Service holds for it, and it is sent in plain text`;
      return [diagnostic('mesh-clusterset-host', message, caller.at(first.path))];
    });
  });
}
