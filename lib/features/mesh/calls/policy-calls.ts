// Calls that policies let in by name: an ALLOW that names an identity means somebody who calls.
import { objectsAt, textAt, textMembersAt, textsAt } from '../../../core/index.ts';
import type { MeshInGit } from '../git/mesh-in-git.ts';
import { selects } from '../world/labels.ts';
import { type MeshCluster, rulesIn } from '../world/mesh-world.ts';
import type { KnownCall } from './known-call.ts';

/** @param cluster of the callee: its policies count. */
export function policyCalls({ clusters }: Pick<MeshInGit, 'clusters'>, cluster: MeshCluster): readonly KnownCall[] {
  return rulesIn(cluster, 'AuthorizationPolicy').flatMap((rule) => {
    const chosen = textMembersAt(rule.spec, 'selector', 'matchLabels');
    // Without a selector a policy says nothing about which Service is called.
    if ((textAt(rule.spec, 'action') ?? 'ALLOW') !== 'ALLOW' || Object.keys(chosen).length === 0) return [];
    const targets = [...cluster.services.values()].filter(
      ({ namespace, selector }) => namespace === rule.namespace && selector !== undefined && selects(chosen, selector),
    );
    const accounts = objectsAt(rule.spec, 'rules').flatMap((one) =>
      objectsAt(one, 'from').flatMap((from) => textsAt(from, 'source', 'principals').flatMap(accountOf)),
    );
    return accounts.flatMap(({ namespace, account }) =>
      clusters.flatMap(({ link, workloads }) =>
        (workloads.get(namespace) ?? [])
          .filter((one) => one.serviceAccount === account)
          .flatMap((caller) =>
            targets.map((to): KnownCall => {
              const name = { namespace: to.namespace, name: to.name };
              return {
                cluster: link,
                caller,
                to: name,
                port: undefined,
                by: 'policy',
                place: rule.at(['spec', 'rules']),
              };
            }),
          ),
      ),
    );
  });
}

/** One workload by name; a pattern is nobody in particular. */
function accountOf(principal: string): readonly { readonly namespace: string; readonly account: string }[] {
  const found = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  return found === null ? [] : [{ namespace: found[1] ?? '', account: found[2] ?? '' }];
}
