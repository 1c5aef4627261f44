// Whether a function may do in a cluster what it does there, and no more: its ClusterRole and what binds it. Source:
// Kubernetes, "Using RBAC Authorization"; infra/deploy/rbac.
import { type JsonObject, objectsAt, textAt } from '../../core/index.ts';
import { givesGrant, grants, grantsOf, shownGrants } from './cluster-grants.ts';
import type { ClusterRule } from './contract.ts';
import type { Defect, DefectCode } from './defect.ts';

export interface ExpectedClusterRole {
  readonly cluster: string;
  /** Of the function. */
  readonly name: string;
  /** E-mail address of its service account. */
  readonly account: string;
  readonly rules: readonly ClusterRule[];
}

const ROLES = 'kubectl apply -f infra/deploy/rbac';
const BINDINGS = 'terraform output -raw cluster_role_bindings | kubectl apply -f -';

/** @param role undefined: there is none. @param bindings list of the ClusterRoleBindings of the cluster. */
export function judgeClusterRole(
  { cluster, name, account, rules }: ExpectedClusterRole,
  role: JsonObject | undefined,
  bindings: JsonObject | undefined,
): readonly Defect[] {
  const own = `rangelight-${name}`;
  const where = `${cluster} ClusterRole ${own}`;
  const findings: Defect[] = [];
  const wrong = (code: DefectCode, message: string, fix: string): void =>
    void findings.push({ code, where, message, fix });
  if (role === undefined) wrong('cluster-role-missing', `${name} may do nothing in this cluster`, ROLES);
  else {
    const held = grantsOf(role);
    const wanted = new Set(rules.flatMap((rule) => [...grants(rule)]));
    const missing = [...wanted].filter((one) => !givesGrant(held, one));
    const beyond = [...held].filter((one) => !wanted.has(one));
    if (missing.length > 0) wrong('cluster-role-narrow', `${name} cannot ${shownGrants(missing)}`, ROLES);
    if (beyond.length > 0) {
      // That of before the Roles of namespaces: taken away first, it would keep certificates from being renewed.
      const isOfSecrets = beyond.some((one) => one.split(' ')[1] === 'secrets');
      const first = isOfSecrets ? `rangelight doctor --secret-roles ${cluster} | kubectl apply -f - , and then: ` : '';
      wrong('cluster-role-wide', `${name} may do what it never does: ${shownGrants(beyond)}`, `${first}${ROLES}`);
    }
  }
  const ofAccount = objectsAt(bindings, 'items').filter((binding) =>
    objectsAt(binding, 'subjects').some((one) => textAt(one, 'kind') === 'User' && textAt(one, 'name') === account),
  );
  const bound = ofAccount.map((binding) => textAt(binding, 'roleRef', 'name') ?? '?');
  if (!bound.includes(own)) wrong('cluster-role-not-bound', `${account} does not have it`, BINDINGS);
  const beside = ofAccount.filter((binding) => textAt(binding, 'roleRef', 'name') !== own);
  for (const binding of beside) {
    const id = textAt(binding, 'metadata', 'name') ?? '?';
    const message = `${account} has ${textAt(binding, 'roleRef', 'name') ?? '?'} as well`;
    wrong('cluster-role-beside', message, `kubectl delete clusterrolebinding ${id}`);
  }
  return findings;
}
