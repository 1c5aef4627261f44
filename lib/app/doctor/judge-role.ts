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
  const member = `serviceAccount:${account}`;
  const isBound = objectsAt(policy, 'bindings').some(
    (binding) => textAt(binding, 'role') === where && textsAt(binding, 'members').includes(member),
  );
  if (!isBound)
    findings.push({ code: 'role-not-bound', where, message: `${account} does not have it`, fix: `bind it: ${APPLY}` });
  return findings;
}
