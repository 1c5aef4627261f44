// GKE Hub over plain REST: its client library is not published for Node. Who is a member, who configs the hosted
// controller, and how a feature is in each member. In: a token source. Out: the FleetHub port.
import {
  isJsonObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  objectsAt,
  RangelightError,
  textAt,
  valueAt,
} from '../../core/index.ts';
import type { FleetHub, Membership } from '../../ports/index.ts';
import { googleGet } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';

export interface FleetHubOptions {
  /** Absent: https://gkehub.googleapis.com. */
  readonly endpoint?: string;
  /** Absent: no Authorization header. */
  readonly auth?: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

export function createFleetHub(options: FleetHubOptions): FleetHub {
  const get = googleGet({
    system: 'gkehub',
    service: 'GKE Hub',
    base: `${options.endpoint ?? 'https://gkehub.googleapis.com'}/v1/projects`,
    auth: options.auth,
    callTimeoutMs: options.callTimeoutMs,
  });

  /** Undefined when it is not enabled. */
  async function feature(fleetProject: string, id: string, signal: AbortSignal): Promise<JsonObject | undefined> {
    try {
      return await get(`${encodeURIComponent(fleetProject)}/locations/global/features/${id}`, signal);
    } catch (error) {
      if (error instanceof RangelightError && error.code === 'not-found') return undefined;
      throw error;
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
        const silent = listAt(page, 'unreachable').map((location) => textAt(location) ?? '');
        if (silent.length > 0)
          throw new RangelightError('unavailable', 'gkehub', `no answer from ${silent.join(', ')}`);
        for (const resource of objectsAt(page, 'resources')) {
          const member = membershipOf(resource);
          if (member !== undefined) found.push(member);
        }
        const next = textAt(page, 'nextPageToken') ?? '';
        if (next === '') return found;
        query.set('pageToken', next);
      }
    },

    async hostedConfigMembership(fleetProject, signal) {
      const enabled = await feature(fleetProject, 'multiclusteringress', signal);
      return parseName(valueAt(enabled, 'spec', 'multiclusteringress', 'configMembership'));
    },

    async memberStates(fleetProject, id, signal) {
      const enabled = await feature(fleetProject, id, signal);
      if (enabled === undefined) return undefined;
      const states = Object.entries(objectAt(enabled, 'membershipStates'));
      return states.flatMap(([name, state]) => {
        const member = parseName(name);
        return member === undefined || !isJsonObject(state) ? [] : [{ ...member, state }];
      });
    },
  };
}

const RESOURCE_LINK = /\/projects\/[^/]+\/(?:locations|zones)\/([^/]+)\/clusters\/([^/]+)$/;

/** A membership of a GKE cluster; undefined for a cluster of another kind. */
function membershipOf(resource: JsonObject): Membership | undefined {
  const match = RESOURCE_LINK.exec(textAt(resource, 'endpoint', 'gkeCluster', 'resourceLink') ?? '');
  const named = parseName(resource['name']);
  return match === null || named === undefined ? undefined : { ...named, link: `${match[1]}/${match[2]}` };
}

/** `projects/P/locations/L/memberships/N`. */
function parseName(name: Json | undefined): { readonly location: string; readonly name: string } | undefined {
  const match = /^projects\/[^/]+\/locations\/([^/]+)\/memberships\/([^/]+)$/.exec(textAt(name) ?? '');
  return match === null ? undefined : { location: match[1] ?? '', name: match[2] ?? '' };
}
