// Who asks, and whether they may: bearer token → role.
import { forbidden, unauthorized } from '../errors.ts';
import type { Target } from './target.ts';

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
export function requireAllowed(role: Role, method: string, target: Target, query: URLSearchParams): void {
  requireVerb(role, verbOf(method, target, query), target);
}

/** @throws ApiError 403 unless the role may use the verb on the target */
export function requireVerb(role: Role, verb: string, target: Target): void {
  const what = target.subresource === undefined ? target.plural : `${target.plural}/${target.subresource}`;
  if (isAllowed(role, verb, target, what)) return;
  const user = typeof role === 'string' ? role : role.user;
  const scope = target.namespace === undefined ? 'at the cluster scope' : `in the namespace "${target.namespace}"`;
  const why = `User "${user}" cannot ${verb} resource "${what}" in API group "${target.group}" ${scope}`;
  throw forbidden({ group: target.group, plural: target.plural, kind: '' }, target.name ?? '', why);
}

function isAllowed(role: Role, verb: string, { group, name }: Target, resource: string): boolean {
  if (role === 'admin') return true;
  if (role === 'viewer') {
    const isSecret = group === '' && resource === 'secrets';
    return ['get', 'list', 'watch'].includes(verb) && !isSecret;
  }
  return role.rules.some(
    ({ apiGroups, resources, resourceNames, verbs }) =>
      apiGroups.includes(group) &&
      resources.includes(resource) &&
      (resourceNames === undefined || (name !== undefined && resourceNames.includes(name))) &&
      verbs.includes(verb),
  );
}
