// Which method a request is, the permission that it takes, and its answer.
import { errorResponse } from './errors.ts';
import { type JobState, jobResource } from './jobs.ts';
import { type QuotaMetric, quotaMetrics } from './quota-metrics.ts';
import { type SecretState, secretAnswer } from './secrets.ts';

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
  /** `LOCATION/NAME` → the bindings of its policy. */
  readonly runPolicies: Map<string, readonly Binding[]>;
  /** `LOCATION/NAME` → a job of Cloud Scheduler. */
  readonly jobs: Map<string, JobState>;
  /** Id of a secret → its newest version. */
  readonly secrets: Map<string, SecretState>;
  /** Service → its quotas of calls. */
  readonly quotas: Map<string, readonly QuotaMetric[]>;
}

interface Place {
  readonly project: string;
  readonly projectNumber: string;
  readonly state: ProjectState;
}

interface Method {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Source: the page "Access control" of each API. */
  readonly permission: string;
  readonly answer: (asked: Readonly<Record<string, string>>, place: Place, query: URLSearchParams) => Response;
}

const P = '(?<project>[^/:]+)';
const AT = '(?<location>[^/]+)';
const LAST = '(?<id>[^/:]+)';

const METHODS: readonly Method[] = [
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}/services$`),
    permission: 'serviceusage.services.list',
    answer: (_asked, place, query) => services(query, place),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1beta1/projects/${P}/services/${LAST}/consumerQuotaMetrics$`),
    permission: 'serviceusage.quotas.get',
    answer: ({ id = '' }, { projectNumber, state }) => quotaMetrics(projectNumber, id, state.quotas.get(id) ?? []),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}$`),
    permission: 'resourcemanager.projects.get',
    answer: (_asked, { project, projectNumber }) =>
      Response.json({ projectNumber, projectId: project, lifecycleState: 'ACTIVE', name: project }),
  },
  {
    method: 'POST',
    path: new RegExp(`^/v1/projects/${P}:getIamPolicy$`),
    permission: 'resourcemanager.projects.getIamPolicy',
    answer: (_asked, { state }) => policy(state.bindings),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}/roles/${LAST}$`),
    permission: 'iam.roles.get',
    answer: ({ id = '' }, { project, state }) => role(`projects/${project}/roles/${id}`, state.roles.get(id)),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v2/projects/${P}/locations/${AT}/services/${LAST}$`),
    permission: 'run.services.get',
    answer({ location, id }, { project, state }) {
      const found = state.runServices.get(`${location}/${id}`);
      if (found === undefined) return errorResponse(404, `Resource '${id}' of kind 'SERVICE' was not found`);
      return Response.json({ name: `projects/${project}/locations/${location}/services/${id}`, ...found });
    },
  },
  {
    method: 'GET',
    path: new RegExp(`^/v2/projects/${P}/locations/${AT}/services/${LAST}:getIamPolicy$`),
    permission: 'run.services.getIamPolicy',
    answer: ({ location, id }, { state }) => policy(state.runPolicies.get(`${location}/${id}`) ?? []),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}/locations/${AT}/jobs/${LAST}$`),
    permission: 'cloudscheduler.jobs.get',
    answer({ location, id }, { project, state }) {
      const found = state.jobs.get(`${location}/${id}`);
      if (found === undefined) return errorResponse(404, 'Job not found.');
      return Response.json(jobResource(`projects/${project}/locations/${location}/jobs/${id}`, found));
    },
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}/secrets/${LAST}/versions/latest$`),
    permission: 'secretmanager.versions.get',
    answer: ({ id = '' }, { projectNumber, state }) => secretAnswer(projectNumber, id, state.secrets.get(id), 'shown'),
  },
  {
    method: 'GET',
    path: new RegExp(`^/v1/projects/${P}/secrets/${LAST}/versions/latest:access$`),
    permission: 'secretmanager.versions.access',
    answer: ({ id = '' }, { projectNumber, state }) => secretAnswer(projectNumber, id, state.secrets.get(id), 'read'),
  },
];

function methodOf({
  method,
  url,
}: Request): { readonly one: Method; readonly asked: Record<string, string> } | undefined {
  const { pathname } = new URL(url);
  for (const one of METHODS) {
    const groups = one.method === method ? one.path.exec(pathname)?.groups : undefined;
    if (groups !== undefined) return { one, asked: groups };
  }
  return undefined;
}

/** Undefined for what is no method of these APIs. */
export function permissionOf(request: Request): string | undefined {
  return methodOf(request)?.one.permission;
}

export function route(request: Request, place: Place): Response {
  const { pathname, searchParams } = new URL(request.url);
  const found = methodOf(request);
  if (found === undefined)
    return errorResponse(501, `The project emulator does not implement ${request.method} ${pathname}`);
  const { project } = found.asked;
  if (project !== place.project && project !== place.projectNumber)
    return errorResponse(404, `Project '${project}' was not found`);
  return found.one.answer(found.asked, place, searchParams);
}

function policy(bindings: readonly Binding[]): Response {
  return Response.json({ version: 1, etag: 'BwX', ...(bindings.length > 0 && { bindings }) });
}

function services(query: URLSearchParams, { projectNumber, state: { services: enabled } }: Place): Response {
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
