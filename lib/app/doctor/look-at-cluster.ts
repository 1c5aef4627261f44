// What is looked at in one cluster, through Connect Gateway: the cluster roles of the functions, and the Roles by which
// they read Secrets.
import { objectsAt } from '../../core/index.ts';
import type { Defect } from './defect.ts';
import { accountOf, type Examined, type ExaminedCluster } from './examined.ts';
import { judgeClusterRole } from './judge-cluster.ts';
import { clusterRolesBound, judgeSecretRoles } from './judge-secret-roles.ts';
import type { Looking } from './looking.ts';

const GROUP = 'apis/rbac.authorization.k8s.io/v1';

/** With the credential of who asks; what the functions reach with theirs, they noted themselves. */
export async function lookAtCluster(
  looking: Looking,
  of: Examined,
  projectNumber: string,
  { link, location, membership, notReached }: ExaminedCluster,
): Promise<void> {
  if (notReached !== undefined) looking.tell([notReachedBy(link, notReached)]);
  const rbac = `v1/projects/${projectNumber}/locations/${location}/gkeMemberships/${membership}/${GROUP}`;
  const right = `gkehub.gateway.get in the fleet host project, and may get clusterroles and list clusterrolebindings in ${link}`;
  const bindings = await looking.at('connectgateway', `${rbac}/clusterrolebindings`, right);
  if (bindings === undefined) return;
  await Promise.all([
    ...Object.entries(of.contract.clusterRoles).map(async ([name, rules]) => {
      const role = await looking.at('connectgateway', `${rbac}/clusterroles/rangelight-${name}`, right);
      const expected = { cluster: link, name, account: accountOf(of, name), rules };
      if (role !== undefined) looking.tell(judgeClusterRole(expected, role.found, bindings.found));
    }),
    lookAtSecretRoles(looking, of, rbac, link),
  ]);
}

async function lookAtSecretRoles(looking: Looking, of: Examined, rbac: string, link: string): Promise<void> {
  const right = `gkehub.gateway.get in the fleet host project, and may list roles and rolebindings of all namespaces in ${link}`;
  const [roles, bindings] = await Promise.all([
    looking.at('connectgateway', `${rbac}/roles`, right),
    looking.at('connectgateway', `${rbac}/rolebindings`, right),
  ]);
  if (roles === undefined || bindings === undefined) return;
  const accounts = new Map(Object.keys(of.contract.functions).map((name) => [name, accountOf(of, name)]));
  const all = objectsAt(bindings.found, 'items');
  const names = clusterRolesBound(all, accounts.values());
  const read = await Promise.all(
    names.map((name) => looking.at('connectgateway', `${rbac}/clusterroles/${name}`, right)),
  );
  const clusterRoles = new Map(names.map((name, at) => [name, read[at]?.found]));
  // Another fleet may name Secrets of the same namespace.
  const secrets = of.fleets.flatMap(({ clusters }) =>
    clusters.flatMap((one) => (one.link === link ? one.secrets : [])),
  );
  const expected = { cluster: link, contract: of.contract, secrets, accounts };
  looking.tell(judgeSecretRoles(expected, { roles: objectsAt(roles.found, 'items'), bindings: all, clusterRoles }));
}

function notReachedBy(link: string, why: string): Defect {
  const message = `the functions could not read it when they looked last: ${why}`;
  return { code: 'cluster-not-reached', where: link, message, fix: 'docs/runbook.md#a-config-cluster-is-lost' };
}
