// Who asks, and whether they may: bearer token → role.
import { forbidden, unauthorized } from '../errors.ts';
import type { Target } from './target.ts';

export type Role = 'admin' | 'viewer';

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

/** Viewers read all but Secrets, as with the ClusterRole `view`; admins do everything. @throws ApiError 403 */
export function requireAllowed(role: Role, method: string, target: Target, query: URLSearchParams): void {
  const verb = verbOf(method, target, query);
  const isSecret = target.group === '' && target.plural === 'secrets';
  const reads = verb === 'get' || verb === 'list' || verb === 'watch';
  if (role === 'admin' || (reads && !isSecret)) return;
  const what = target.subresource === undefined ? target.plural : `${target.plural}/${target.subresource}`;
  const scope = target.namespace === undefined ? 'at the cluster scope' : `in the namespace "${target.namespace}"`;
  const why = `User "${role}" cannot ${verb} resource "${what}" in API group "${target.group}" ${scope}`;
  throw forbidden({ group: target.group, plural: target.plural, kind: '' }, target.name ?? '', why);
}
