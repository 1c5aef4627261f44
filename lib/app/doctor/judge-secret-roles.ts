// Whether the functions may get and write the Secrets that the fleet names, each by its name, and no key that signs
// identities. Source: Kubernetes, "Using RBAC Authorization".
import { type JsonObject, objectsAt, textAt } from '../../core/index.ts';
import { givesGrant, grantsOf } from './cluster-grants.ts';
import type { Contract } from './contract.ts';
import type { Defect } from './defect.ts';
import { type NamedSecret, neededSecretRoles } from './secret-roles.ts';

export interface SecretsInCluster {
  readonly cluster: string;
  readonly contract: Pick<Contract, 'secretRoles' | 'signingKeys'>;
  /** Those that the fleets of the cluster name. */
  readonly secrets: readonly NamedSecret[];
  /** Function → e-mail address of its service account. */
  readonly accounts: ReadonlyMap<string, string>;
}

export interface RolesSeen {
  readonly roles: readonly JsonObject[];
  readonly bindings: readonly JsonObject[];
  /** Those that RoleBindings of the functions refer to, by name. */
  readonly clusterRoles: ReadonlyMap<string, JsonObject | undefined>;
}

/** What an account is bound to in a namespace. */
interface Bound {
  readonly namespace: string;
  readonly account: string;
  readonly binding: string;
  readonly role: string;
  readonly grants: ReadonlySet<string>;
}

/** Names of the ClusterRoles that namespaces bind functions to. */
export function clusterRolesBound(bindings: readonly JsonObject[], accounts: Iterable<string>): readonly string[] {
  const known = new Set(accounts);
  const of = bindings.filter(
    (one) => textAt(one, 'roleRef', 'kind') === 'ClusterRole' && usersOf(one).some((user) => known.has(user)),
  );
  return [...new Set(of.flatMap((one) => textAt(one, 'roleRef', 'name') ?? []))].sort();
}

export function judgeSecretRoles(expected: SecretsInCluster, seen: RolesSeen): readonly Defect[] {
  const { cluster, contract, secrets, accounts } = expected;
  const bound = boundOf(expected, seen);
  const needs = neededSecretRoles(contract, secrets);
  const findings: Defect[] = [];
  const fix = `rangelight doctor --secret-roles ${cluster} | kubectl apply -f -`;
  for (const { namespace, role, functions, verbs, secrets: own } of needs) {
    const lacking = own.filter(({ name }) =>
      functions.some((one) => {
        const account = accounts.get(one) ?? '';
        return verbs.some((verb) => !isGiven(bound, account, namespace, `${verb} secrets  ${name}`));
      }),
    );
    if (lacking.length === 0) continue;
    const shown = lacking.map(({ name, by }) => `${name} (${by})`).join(', ');
    const message = `${functions.join(' and ')} may not ${verbs.join(', ')} ${shown}: what needs it stays as it is applied`;
    findings.push({ code: 'secret-role-narrow', where: `${cluster} Role ${namespace}/${role}`, message, fix });
  }
  for (const [role, { verbs }] of Object.entries(contract.secretRoles)) {
    const isNeeded = (namespace: string, name: string): boolean =>
      needs.some(
        (one) => one.role === role && one.namespace === namespace && one.secrets.some((of) => of.name === name),
      );
    for (const [namespace, own] of Map.groupBy(
      bound.filter((one) => one.role === role),
      (one) => one.namespace,
    )) {
      const wanted = new Set(verbs.map((verb) => `${verb} secrets`));
      const beyond = [...new Set(own.flatMap(({ grants }) => [...grants]))].filter((grant) => {
        const [verb, resource, , name = ''] = grant.split(' ');
        // A namespace may be let open to its team: all names at once are its own choice.
        return !wanted.has(`${verb} ${resource}`) || (name !== '*' && !isNeeded(namespace, name));
      });
      if (beyond.length === 0) continue;
      const names = [...new Set(beyond.map((grant) => grant.split(' ')[3] ?? ''))].sort().join(', ');
      const isEmpty = !needs.some((one) => one.role === role && one.namespace === namespace);
      const mend = isEmpty ? `kubectl --namespace=${namespace} delete role,rolebinding ${role}` : fix;
      const message = `it is for more than the fleet needs: ${names}`;
      findings.push({
        code: 'secret-role-wide',
        where: `${cluster} Role ${namespace}/${role}`,
        message,
        fix: mend,
      });
    }
  }
  return [...findings, ...readableKeys(expected, bound, fix)];
}

/** Every function, those too that reach into no cluster. */
function readableKeys(
  { cluster, contract: { secretRoles, signingKeys } }: SecretsInCluster,
  bound: readonly Bound[],
  fix: string,
): readonly Defect[] {
  const { namespace, names } = signingKeys;
  return names.flatMap((name) => {
    const by = bound.filter(
      (one) =>
        one.namespace === namespace &&
        [...one.grants].some((grant) => givesGrant(new Set([grant]), `${grant.split(' ')[0] ?? ''} secrets  ${name}`)),
    );
    if (by.length === 0) return [];
    const binding = by[0]?.binding ?? '';
    const isOurs = Object.hasOwn(secretRoles, by[0]?.role ?? '');
    return [
      {
        code: 'signing-key-readable',
        where: `${cluster} Secret ${namespace}/${name}`,
        message: `${[...new Set(by.map(({ account }) => account))].sort().join(', ')} may read or write the key that signs identities of the mesh`,
        fix: isOurs ? fix : `kubectl --namespace=${namespace} delete rolebinding ${binding}`,
      } satisfies Defect,
    ];
  });
}

function isGiven(bound: readonly Bound[], account: string, namespace: string, wanted: string): boolean {
  return bound.some((one) => one.account === account && one.namespace === namespace && givesGrant(one.grants, wanted));
}

function boundOf({ accounts }: SecretsInCluster, { roles, bindings, clusterRoles }: RolesSeen): readonly Bound[] {
  const known = new Set(accounts.values());
  const at = (of: JsonObject): string => `${textAt(of, 'metadata', 'namespace')}/${textAt(of, 'metadata', 'name')}`;
  const byPlace = new Map(roles.map((role) => [at(role), role]));
  return bindings.flatMap((binding) => {
    const namespace = textAt(binding, 'metadata', 'namespace') ?? '';
    const name = textAt(binding, 'roleRef', 'name') ?? '';
    const isOfCluster = textAt(binding, 'roleRef', 'kind') === 'ClusterRole';
    const role = isOfCluster ? clusterRoles.get(name) : byPlace.get(`${namespace}/${name}`);
    const grants = grantsOf(role);
    return usersOf(binding)
      .filter((user) => known.has(user))
      .map((account) => ({
        namespace,
        account,
        binding: textAt(binding, 'metadata', 'name') ?? '',
        role: isOfCluster ? '' : name,
        grants,
      }));
  });
}

function usersOf(binding: JsonObject): readonly string[] {
  return objectsAt(binding, 'subjects').flatMap((one) =>
    textAt(one, 'kind') === 'User' ? [textAt(one, 'name') ?? ''] : [],
  );
}
