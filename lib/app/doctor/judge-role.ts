// Whether a function may do in a project what it asks for there, and no more. Source: IAM REST reference,
// projects.roles; Resource Manager, projects.getIamPolicy.
import { type JsonObject, objectsAt, textAt, textsAt } from '../../core/index.ts';
import { APPLY, type Defect } from './defect.ts';

export interface ExpectedRole {
  readonly name: string;
  /** E-mail address of the service account. */
  readonly account: string;
  readonly project: string;
  readonly permissions: readonly string[];
}

/** @param role undefined: there is none. @param policy of the project. */
export function judgeRole(
  { name, account, project, permissions }: ExpectedRole,
  role: JsonObject | undefined,
  policy: JsonObject | undefined,
): readonly Defect[] {
  const where = `projects/${project}/roles/rangelight_${name}`;
  if (role === undefined || role['deleted'] === true) {
    const message = `${name} has no role in ${project}`;
    return [{ code: 'role-missing', where, message, fix: `${APPLY}, with ${project} in a fleet of fleets` }];
  }
  const held = textsAt(role, 'includedPermissions');
  const missing = permissions.filter((one) => !held.includes(one));
  const unused = held.filter((one) => !permissions.includes(one));
  const findings: Defect[] = [];
  if (missing.length > 0)
    findings.push({ code: 'permission-missing', where, message: `${name} lacks ${missing.join(', ')}`, fix: APPLY });
  if (unused.length > 0)
    findings.push({
      code: 'permission-not-used',
      where,
      message: `${name} may do what it never does: ${unused.join(', ')}`,
      fix: APPLY,
    });
  if (!rolesOf(account, policy).includes(where))
    findings.push({ code: 'role-not-bound', where, message: `${account} does not have it`, fix: `bind it: ${APPLY}` });
  return findings;
}

/**
 * Roles that a function has beside its own, which no condition on a bucket and no list of permissions counts with.
 * @param policy of the project.
 */
export function judgeOtherRoles(
  { name, account, project }: Omit<ExpectedRole, 'permissions'>,
  policy: JsonObject | undefined,
): readonly Defect[] {
  const own = `projects/${project}/roles/rangelight_${name}`;
  return rolesOf(account, policy)
    .filter((role) => role !== own)
    .map((role) => ({
      code: 'role-beside',
      where: `projects/${project}`,
      message: `${name} has ${role} as well: it may do what nobody reckons with`,
      fix: `gcloud projects remove-iam-policy-binding ${project} --member=serviceAccount:${account} --role=${role}`,
    }));
}

/** Of other installations: accounts elsewhere that have a role of the same name in the project. */
export function otherAccounts(
  { name, account, project }: Omit<ExpectedRole, 'permissions'>,
  policy: JsonObject | undefined,
): readonly string[] {
  const own = `projects/${project}/roles/rangelight_${name}`;
  const members = objectsAt(policy, 'bindings').flatMap((binding) =>
    textAt(binding, 'role') === own ? textsAt(binding, 'members') : [],
  );
  return members.filter((one) => one !== `serviceAccount:${account}`).map((one) => one.replace(/^[a-z]+:/i, ''));
}

function rolesOf(account: string, policy: JsonObject | undefined): readonly string[] {
  return objectsAt(policy, 'bindings').flatMap((binding) =>
    textsAt(binding, 'members').includes(`serviceAccount:${account}`) ? [textAt(binding, 'role') ?? '?'] : [],
  );
}

/** A role of documents, which the bindings on the buckets give. @param found undefined: there is none. */
export function judgeObjectRole(
  where: string,
  permissions: readonly string[],
  found: JsonObject | undefined,
): readonly Defect[] {
  const held = textsAt(found, 'includedPermissions');
  const missing = permissions.filter((one) => !held.includes(one));
  const unused = held.filter((one) => !permissions.includes(one));
  if (found === undefined || found['deleted'] === true)
    return [{ code: 'role-missing', where, message: 'no function reads or writes documents', fix: APPLY }];
  const lacks: Defect = { code: 'permission-missing', where, message: `it lacks ${missing.join(', ')}`, fix: APPLY };
  const message = `it gives what no function needs: ${unused.join(', ')}`;
  const wide: Defect = { code: 'permission-not-used', where, message, fix: APPLY };
  return [...(missing.length > 0 ? [lacks] : []), ...(unused.length > 0 ? [wide] : [])];
}
