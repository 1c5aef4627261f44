// The Roles by which functions read Secrets, as `rangelight doctor --secret-roles` prints them: what an admin applies
// in a namespace before functions read anything there.
import contract from '../../infra/deploy/contract.json' with { type: 'json' };
import { clusterUserOf } from '../../infra/local/cluster-rights.ts';
import { neededSecretRoles, secretRoleObjects } from '../../lib/app/doctor/index.ts';

export interface Applied {
  /** Of the object, with the query of an apply. */
  readonly path: string;
  readonly body: object;
}

/** @param names of Secrets; of a namespace all that have ever been named, because a Role is replaced as a whole. */
export function rolesForSecrets(namespace: string, names: readonly string[], isWritten = false): readonly Applied[] {
  const secrets = names.map((name) => ({ namespace, name, by: 'the test', isWritten }));
  return secretRoleObjects(neededSecretRoles(contract, secrets), clusterUserOf).map((body) => {
    const { kind, metadata } = body as { readonly kind: string; readonly metadata: { readonly name: string } };
    const at = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${metadata.name}`;
    return { path: `${at}?fieldManager=person&force=true`, body };
  });
}
