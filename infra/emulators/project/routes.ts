// Which method a request is, the permission that it takes, and its answer.
import { errorResponse } from './errors.ts';

export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
}

/** Changed by whoever sets the project up, as Terraform does. */
export interface ProjectState {
  /** Enabled services, such as `run.googleapis.com`. */
  readonly services: Set<string>;
  /** Id of a custom role → its permissions. */
  readonly roles: Map<string, readonly string[]>;
  readonly bindings: Binding[];
  /** `LOCATION/NAME` → a service of Cloud Run, as its API shows it. */
  readonly runServices: Map<string, Readonly<Record<string, unknown>>>;
}

interface Place {
  readonly project: string;
  readonly projectNumber: string;
  readonly state: ProjectState;
}

const SERVICES = /^\/v1\/projects\/(?<project>[^/:]+)\/services$/;
const ROLE = /^\/v1\/projects\/(?<project>[^/:]+)\/roles\/(?<id>[^/:]+)$/;
const POLICY = /^\/v1\/projects\/(?<project>[^/:]+):getIamPolicy$/;
const RUN = /^\/v2\/projects\/(?<project>[^/:]+)\/locations\/(?<location>[^/]+)\/services\/(?<name>[^/:]+)$/;

/** Undefined for what is no method of these APIs. Sources: the pages "Access control" of each. */
export function permissionOf({ method, url }: Request): string | undefined {
  const { pathname } = new URL(url);
  if (method === 'POST') return POLICY.test(pathname) ? 'resourcemanager.projects.getIamPolicy' : undefined;
  if (SERVICES.test(pathname)) return 'serviceusage.services.list';
  if (ROLE.test(pathname)) return 'iam.roles.get';
  return RUN.test(pathname) ? 'run.services.get' : undefined;
}

export function route(request: Request, { project, projectNumber, state }: Place): Response {
  const { pathname, searchParams } = new URL(request.url);
  const asked = [SERVICES, ROLE, POLICY, RUN].map((one) => one.exec(pathname)?.groups).find((groups) => groups);
  if (asked === undefined || permissionOf(request) === undefined)
    return errorResponse(501, `The project emulator does not implement ${request.method} ${pathname}`);
  if (asked['project'] !== project) return errorResponse(404, `Project '${asked['project']}' was not found`);
  if (POLICY.test(pathname)) return Response.json({ version: 1, etag: 'BwX', bindings: state.bindings });
  if (SERVICES.test(pathname)) return services(searchParams, projectNumber, state);
  if (ROLE.test(pathname)) return role(`projects/${project}/roles/${asked['id']}`, state.roles.get(asked['id'] ?? ''));
  const found = state.runServices.get(`${asked['location']}/${asked['name']}`);
  if (found === undefined) return errorResponse(404, `Resource '${asked['name']}' of kind 'SERVICE' was not found`);
  return Response.json({ name: pathname.slice('/v2/'.length), ...found });
}

function services(query: URLSearchParams, projectNumber: string, { services: enabled }: ProjectState): Response {
  if (query.get('filter') !== 'state:ENABLED')
    return errorResponse(501, 'The project emulator lists enabled services only: filter=state:ENABLED');
  const listed = [...enabled].sort().map((name) => ({
    name: `projects/${projectNumber}/services/${name}`,
    config: { name },
    state: 'ENABLED',
  }));
  return Response.json(listed.length === 0 ? {} : { services: listed });
}

function role(name: string, permissions: readonly string[] | undefined): Response {
  if (permissions === undefined) return errorResponse(404, `The role named ${name} was not found.`);
  return Response.json({ name, includedPermissions: [...permissions].sort(), stage: 'GA', etag: 'BwX' });
}
