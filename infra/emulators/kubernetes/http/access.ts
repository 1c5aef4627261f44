// Who asks, and whether they may: bearer token → role, and the Roles that namespaces bind the user to.
import { forbidden, unauthorized } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Target } from './target.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** What a subject may do, as in a ClusterRole that is bound to it (rbac.authorization.k8s.io/v1). */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  /** Plurals, with `/SUBRESOURCE` where that is meant. */
  readonly resources: readonly string[];
  /** Of these alone; absent: of all, and of those that have no name yet. */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** `admin`: everything. `viewer`: reads all but Secrets. Else a user with rules of its own. */
export type Role = 'admin' | 'viewer' | { readonly user: string; readonly rules: readonly PolicyRule[] };

/** @throws ApiError 401 without a known bearer token */
export function roleOf(request: Request, tokens: ReadonlyMap<string, Role>): Role {
  const token = /^Bearer (.+)$/u.exec(request.headers.get('authorization') ?? '')?.[1];
  const role = token === undefined ? undefined : tokens.get(token);
  if (role === undefined) throw unauthorized();
  return role;
}

/** The RBAC verb of a request. */
function verbOf(method: string, target: Target, query: URLSearchParams): string {
  if (method === 'GET' || method === 'HEAD') {
    if (target.name !== undefined) return 'get';
    return query.get('watch') === 'true' || query.get('watch') === '1' ? 'watch' : 'list';
  }
  if (method === 'DELETE') return target.name === undefined ? 'deletecollection' : 'delete';
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? method.toLowerCase();
}

/** @throws ApiError 403 unless the role may do what is asked for */
export function requireAllowed(store: Store, role: Role, method: string, target: Target, query: URLSearchParams): void {
  requireVerb(store, role, verbOf(method, target, query), target);
}

/** @throws ApiError 403 unless the role may use the verb on the target */
export function requireVerb(store: Store, role: Role, verb: string, target: Target): void {
  const what = target.subresource === undefined ? target.plural : `${target.plural}/${target.subresource}`;
  if (isAllowed(store, role, verb, target, what)) return;
  const user = typeof role === 'string' ? role : role.user;
  const scope = target.namespace === undefined ? 'at the cluster scope' : `in the namespace "${target.namespace}"`;
  const why = `User "${user}" cannot ${verb} resource "${what}" in API group "${target.group}" ${scope}`;
  throw forbidden({ group: target.group, plural: target.plural, kind: '' }, target.name ?? '', why);
}

function isAllowed(store: Store, role: Role, verb: string, target: Target, resource: string): boolean {
  const { group, name, namespace } = target;
  if (role === 'admin') return true;
  if (role === 'viewer') {
    const isSecret = group === '' && resource === 'secrets';
    return ['get', 'list', 'watch'].includes(verb) && !isSecret;
  }
  const allows = ({ apiGroups, resources, resourceNames = [], verbs }: PolicyRule): boolean =>
    apiGroups.includes(group) &&
    resources.includes(resource) &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name))) &&
    verbs.includes(verb);
  return role.rules.some(allows) || (namespace !== undefined && boundIn(store, namespace, role.user).some(allows));
}

/** The rules of the Roles, and of the ClusterRoles, that a namespace binds a user to. */
function boundIn(store: Store, namespace: string, user: string): readonly PolicyRule[] {
  return store.list({ group: GROUP, plural: 'rolebindings' }, namespace).flatMap((binding) => {
    const subjects = (binding['subjects'] ?? []) as readonly { readonly kind?: string; readonly name?: string }[];
    if (!subjects.some((one) => one.kind === 'User' && one.name === user)) return [];
    const { kind, name = '' } = (binding['roleRef'] ?? {}) as { readonly kind?: string; readonly name?: string };
    const role =
      kind === 'ClusterRole'
        ? store.get({ group: GROUP, plural: 'clusterroles' }, undefined, name)
        : store.get({ group: GROUP, plural: 'roles' }, namespace, name);
    return ((role?.['rules'] ?? []) as readonly Partial<PolicyRule>[]).map(
      ({ apiGroups = [], resources = [], verbs = [], ...rest }) => ({ ...rest, apiGroups, resources, verbs }),
    );
  });
}
