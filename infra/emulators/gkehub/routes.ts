// Which method of the GKE Hub v1 API a request is, and its answer.
import { errorResponse, notImplemented } from './errors.ts';
import { type FeatureState, featureResource, type OtherFeature, otherFeatureResource } from './features.ts';
import type { Membership } from './memberships.ts';
import { pageOf } from './paging.ts';

export interface FleetState {
  readonly project: string;
  readonly projectNumber: string;
  /** Ascending by name. */
  readonly memberships: readonly Membership[];
  /** Absent: the multiclusteringress feature is not enabled. */
  readonly feature: FeatureState | undefined;
  /** By id. */
  readonly others: ReadonlyMap<string, OtherFeature>;
}

/** Answers one request. The project may be given by id or by number. */
export function route(request: Request, state: FleetState): Response {
  const { pathname, searchParams } = new URL(request.url);
  const match = /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/(memberships|features)(?:\/([^/:]+))?$/.exec(pathname);
  if (match === null || request.method !== 'GET') return notImplemented(`${request.method} ${pathname}`);
  const [, project = '', location = '', collection, id] = match.map((part) => part && decodeURIComponent(part));
  if (project !== state.project && project !== state.projectNumber) {
    return errorResponse('NOT_FOUND', `Project '${project}' was not found`);
  }
  if (collection === 'memberships') {
    return id === undefined ? listMemberships(state, location, searchParams) : getMembership(state, location, id);
  }
  return id === undefined ? listFeatures(state, location, searchParams) : getFeature(state, location, id);
}

function listMemberships(state: FleetState, location: string, query: URLSearchParams): Response {
  const everywhere = location === '-';
  const prefix = `projects/${state.project}/locations/${location}/`;
  const asked = state.memberships.filter(({ name }) => everywhere || name.startsWith(prefix));
  return list('resources', asked, query);
}

function getMembership(state: FleetState, location: string, id: string): Response {
  const name = `projects/${state.project}/locations/${location}/memberships/${id}`;
  const found = state.memberships.find((membership) => membership.name === name);
  return found ? Response.json(found) : errorResponse('NOT_FOUND', `Resource '${name}' was not found`);
}

function listFeatures(state: FleetState, location: string, query: URLSearchParams): Response {
  const here = location === 'global' || location === '-';
  const own = state.feature === undefined ? [] : [featureResource(state.feature, state.memberships)];
  const others = [...state.others].map(([id, of]) => otherFeatureResource(state, id, of, state.memberships));
  const enabled = here ? [...own, ...others] : [];
  return list('resources', enabled, query);
}

function getFeature(state: FleetState, location: string, id: string): Response {
  if (location === 'global' && id === 'multiclusteringress' && state.feature) {
    return Response.json(featureResource(state.feature, state.memberships));
  }
  const other = location === 'global' ? state.others.get(id) : undefined;
  if (other !== undefined) return Response.json(otherFeatureResource(state, id, other, state.memberships));
  const name = `projects/${state.project}/locations/${location}/features/${id}`;
  return errorResponse('NOT_FOUND', `Resource '${name}' was not found`);
}

// The API drops empty lists and empty tokens from its JSON, so a client must cope with their absence.
function list(key: string, all: readonly unknown[], query: URLSearchParams): Response {
  for (const parameter of ['filter', 'orderBy']) {
    const value = query.get(parameter);
    if (value)
      return errorResponse('INVALID_ARGUMENT', `The gkehub emulator does not understand ${parameter}: ${value}`);
  }
  const page = pageOf(all, query);
  if (page === undefined) return errorResponse('INVALID_ARGUMENT', 'Invalid pageSize or pageToken');
  return Response.json({
    ...(page.items.length > 0 ? { [key]: page.items } : {}),
    ...(page.nextPageToken === '' ? {} : { nextPageToken: page.nextPageToken }),
  });
}
