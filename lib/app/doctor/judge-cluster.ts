// Whether a function may do in a cluster what it does there, and no more: its ClusterRole and what binds it. Source:
// Kubernetes, "Using RBAC Authorization"; infra/deploy/rbac.
import { type JsonObject, objectsAt, textAt, textsAt } from '../../core/index.ts';
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

const MOST_NAMED = 5;
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
    const held = new Set(objectsAt(role, 'rules').flatMap((rule) => [...grants(ruleOf(rule))]));
    const wanted = new Set(rules.flatMap((rule) => [...grants(rule)]));
    const missing = [...wanted].filter((one) => !covers(held, one));
    const beyond = [...held].filter((one) => !wanted.has(one));
    if (missing.length > 0) wrong('cluster-role-narrow', `${name} cannot ${shown(missing)}`, ROLES);
    if (beyond.length > 0) wrong('cluster-role-wide', `${name} may do what it never does: ${shown(beyond)}`, ROLES);
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

function ruleOf(rule: JsonObject): ClusterRule {
  const texts = (key: string): readonly string[] => textsAt(rule, key);
  return {
    apiGroups: texts('apiGroups'),
    resources: texts('resources'),
    verbs: texts('verbs'),
    resourceNames: texts('resourceNames'),
  };
}

/** `verb resource group name`, one for each that a rule gives; the name is `*` for all. */
function* grants({ apiGroups, resources, verbs, resourceNames = [] }: ClusterRule): Iterable<string> {
  const names = resourceNames.length === 0 ? ['*'] : resourceNames;
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) for (const name of names) yield `${verb} ${resource} ${group} ${name}`;
}

function covers(held: ReadonlySet<string>, wanted: string): boolean {
  const [verb = '', resource = '', group = '', name = ''] = wanted.split(' ');
  const either = (one: string): readonly string[] => [one, '*'];
  return either(verb).some((v) =>
    either(resource).some((r) => either(group).some((g) => either(name).some((n) => held.has(`${v} ${r} ${g} ${n}`)))),
  );
}

function shown(all: readonly string[]): string {
  const named = all
    .toSorted()
    .slice(0, MOST_NAMED)
    .map((one) => {
      const [verb, resource, group, name] = one.split(' ');
      return `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === '*' ? '' : ` ${name}`}`;
    })
    .join(', ');
  const rest = all.length - MOST_NAMED;
  return rest <= 0 ? named : `${named} and ${rest} more`;
}
