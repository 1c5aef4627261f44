// The Roles by which functions read and write Secrets in one cluster, a name at a time, out of what manifests and fleet
// files name. Source: Kubernetes, "Using RBAC Authorization", referring to resources.
import { compareText, type JsonObject } from '../../core/index.ts';
import type { Contract } from './contract.ts';

/** A Secret that a function has to get, or to write, in a cluster. */
export interface NamedSecret {
  readonly namespace: string;
  readonly name: string;
  /** Who names it, for people: `the head`, `pull request 7`. */
  readonly by: string;
  /** Whether it is written as well. */
  readonly isWritten: boolean;
}

export interface SecretRoleNeed {
  readonly namespace: string;
  /** Of the Role and of its binding. */
  readonly role: string;
  readonly functions: readonly string[];
  readonly verbs: readonly string[];
  /** Sorted, at least one. */
  readonly secrets: readonly NamedSecret[];
}

const GROUP = 'rbac.authorization.k8s.io';

/** Sorted by namespace. Nothing of it is for a key that no function may read, whoever names it. */
export function neededSecretRoles(
  { secretRoles, signingKeys }: Pick<Contract, 'secretRoles' | 'signingKeys'>,
  secrets: readonly NamedSecret[],
): readonly SecretRoleNeed[] {
  const allowed = secrets.filter(
    ({ namespace, name }) => namespace !== signingKeys.namespace || !signingKeys.names.includes(name),
  );
  const byName = new Map(allowed.map((one) => [`${one.namespace}/${one.name}`, one]));
  const once = [...byName.values()].sort((a, b) => compareText(a.name, b.name));
  const byNamespace = [...Map.groupBy(once, ({ namespace }) => namespace)].sort(([a], [b]) => compareText(a, b));
  return byNamespace.flatMap(([namespace, own]) =>
    Object.entries(secretRoles).flatMap(([role, { functions, verbs }]): readonly SecretRoleNeed[] => {
      const of = verbs.includes('get') ? own : own.filter(({ isWritten }) => isWritten);
      return of.length === 0 ? [] : [{ namespace, role, functions, verbs, secrets: of }];
    }),
  );
}

/** @param accountOf e-mail address of the service account of a function. */
export function secretRoleObjects(
  needs: readonly SecretRoleNeed[],
  accountOf: (name: string) => string,
): readonly JsonObject[] {
  return needs.flatMap(({ namespace, role, functions, verbs, secrets }) => {
    const metadata = { name: role, namespace };
    const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: secrets.map(({ name }) => name), verbs };
    const subjects = functions.map((name) => ({ apiGroup: GROUP, kind: 'User', name: accountOf(name) }));
    return [
      { apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules: [rule] },
      {
        apiVersion: `${GROUP}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: GROUP, kind: 'Role', name: role },
        subjects,
      },
    ];
  });
}
