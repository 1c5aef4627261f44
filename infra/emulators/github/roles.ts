// What people may do in a repository, by the role they have there.
// Source: docs.github.com, "Repository roles for an organization".

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

const order: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

export function atLeast(role: Role, wanted: Role): boolean {
  return order.indexOf(role) >= order.indexOf(wanted);
}

/** True for those who may push, write statuses, merge and press buttons. */
export function mayPush({ permission }: { readonly permission: Role }): boolean {
  return atLeast(permission, 'write');
}

/** The word of the older field `permission`, which knows neither triage nor maintain. */
export function olderName(role: Role): 'read' | 'write' | 'admin' {
  if (role === 'admin') return 'admin';
  return atLeast(role, 'write') ? 'write' : 'read';
}

/** The flags that GitHub shows beside a repository or a collaborator. */
export function flagsOf(role: Role): Record<'pull' | 'triage' | 'push' | 'maintain' | 'admin', boolean> {
  return {
    pull: true,
    triage: atLeast(role, 'triage'),
    push: atLeast(role, 'write'),
    maintain: atLeast(role, 'maintain'),
    admin: role === 'admin',
  };
}
