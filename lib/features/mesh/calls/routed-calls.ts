// Calls that routes are written for: a VirtualService that matches by the labels or the namespace of who calls.
import { objectsAt, textAt, textMembersAt, textsAt } from '../../../core/index.ts';
import { hostInRule, hostOf } from '../world/host.ts';
import { selects } from '../world/labels.ts';
import { type MeshCluster, rulesIn } from '../world/mesh-world.ts';
import type { KnownCall } from './known-call.ts';

/** @param cluster of the caller: its rules count. */
export function routedCalls(cluster: MeshCluster): readonly KnownCall[] {
  return rulesIn(cluster, 'VirtualService').flatMap((rule) => {
    const targets = textsAt(rule.spec, 'hosts').flatMap((said) => {
      const host = hostOf(hostInRule(said, rule.namespace), rule.namespace);
      return host.type === 'service' ? [host.service] : [];
    });
    return objectsAt(rule.spec, 'http').flatMap((route, at) =>
      objectsAt(route, 'match').flatMap((match) => {
        const labels = textMembersAt(match, 'sourceLabels');
        const namespace = textAt(match, 'sourceNamespace');
        if (Object.keys(labels).length === 0) return [];
        const callers = [...cluster.workloads.values()]
          .flat()
          .filter((one) => selects(labels, one.labels) && (namespace === undefined || one.namespace === namespace));
        return callers.flatMap((caller) =>
          targets.map((to): KnownCall => {
            const place = rule.at(['spec', 'http', at, 'match']);
            return { cluster: cluster.link, caller, to, port: undefined, by: 'routed', place };
          }),
        );
      }),
    );
  });
}
