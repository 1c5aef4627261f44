// GKE Hub over plain REST: its client library is not published for Node. Who is a member, and who configs the hosted
// controller. In: a token source. Out: the FleetHub port. May import: core, ports, calls, google-auth.
import { isJsonObject, type Json, type JsonObject, RangelightError, type FailureCode } from '../../core/index.ts';
import type { FleetHub, Membership } from '../../ports/index.ts';
import { listOf, objectsIn, textOf } from '../answers/index.ts';
import { signalWithin } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';

export interface FleetHubOptions {
  /** Absent: https://gkehub.googleapis.com. */
  readonly endpoint?: string;
  /** Absent: no Authorization header. */
  readonly auth?: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'unavailable',
  429: 'rate-limited',
};

export function createFleetHub(options: FleetHubOptions): FleetHub {
  const base = `${options.endpoint ?? 'https://gkehub.googleapis.com'}/v1/projects`;

  async function get(path: string, signal: AbortSignal): Promise<JsonObject> {
    signal.throwIfAborted();
    const within = signalWithin(signal, options.callTimeoutMs);
    try {
      const token = await options.auth?.(within);
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(`${base}/${path}`, { headers, signal: within });
      return readAnswer(answer.status, await answer.text());
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RangelightError) throw cause;
      throw new RangelightError('unavailable', 'gkehub', `GKE Hub gave no answer: ${String(cause)}`, { cause });
    }
  }

  return {
    async memberships(fleetProject, signal) {
      const found: Membership[] = [];
      const query = new URLSearchParams({ pageSize: '500' });
      for (;;) {
        const page = await get(
          `${encodeURIComponent(fleetProject)}/locations/-/memberships?${query.toString()}`,
          signal,
        );
        // A location that did not answer may hold members: a list without it is not the fleet.
        const silent = listOf(page['unreachable']).map(textOf);
        if (silent.length > 0)
          throw new RangelightError('unavailable', 'gkehub', `no answer from ${silent.join(', ')}`);
        for (const resource of objectsIn(page['resources'])) {
          const member = membershipOf(resource);
          if (member !== undefined) found.push(member);
        }
        const next = page['nextPageToken'];
        if (typeof next !== 'string' || next === '') return found;
        query.set('pageToken', next);
      }
    },

    async hostedConfigMembership(fleetProject, signal) {
      const path = `${encodeURIComponent(fleetProject)}/locations/global/features/multiclusteringress`;
      let feature: JsonObject;
      try {
        feature = await get(path, signal);
      } catch (error) {
        if (error instanceof RangelightError && error.code === 'not-found') return undefined;
        throw error;
      }
      const spec = isJsonObject(feature['spec']) ? feature['spec']['multiclusteringress'] : undefined;
      return isJsonObject(spec) ? parseName(spec['configMembership']) : undefined;
    },
  };
}

function readAnswer(status: number, text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (status === 200 && isJsonObject(body)) return body;
  const error = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : {};
  const message = typeof error['message'] === 'string' ? error['message'] : `GKE Hub answered ${status}`;
  // A 404 without Google's error object comes from something in between: no word about the resource.
  const known = status === 404 && error['status'] !== 'NOT_FOUND' ? undefined : BY_STATUS[status];
  throw new RangelightError(
    known ?? (status >= 400 && status < 500 && status !== 404 ? 'invalid' : 'unavailable'),
    'gkehub',
    message,
  );
}

const RESOURCE_LINK = /\/projects\/[^/]+\/(?:locations|zones)\/([^/]+)\/clusters\/([^/]+)$/;

/** A membership of a GKE cluster; undefined for a cluster of another kind. */
function membershipOf(resource: JsonObject): Membership | undefined {
  const { endpoint } = resource;
  const cluster = isJsonObject(endpoint) ? endpoint['gkeCluster'] : undefined;
  const match = RESOURCE_LINK.exec(isJsonObject(cluster) ? textOf(cluster['resourceLink']) : '');
  const named = parseName(resource['name']);
  return match === null || named === undefined ? undefined : { ...named, link: `${match[1]}/${match[2]}` };
}

/** `projects/P/locations/L/memberships/N`. */
function parseName(name: Json | undefined): { readonly location: string; readonly name: string } | undefined {
  const match = /^projects\/[^/]+\/locations\/([^/]+)\/memberships\/([^/]+)$/.exec(textOf(name));
  return match === null ? undefined : { location: match[1] ?? '', name: match[2] ?? '' };
}
