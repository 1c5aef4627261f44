// The GKE Hub adapter against the emulator, page by page, and the answers that must not look like an empty fleet.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGkeHubEmulator, type OtherFeature } from '../../../infra/emulators/gkehub/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { createFleetHub } from '../../../lib/adapters/gkehub/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import type { FleetHub } from '../../../lib/ports/index.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();

describe('FleetHub port: adapter over a socket', () => {
  let served: Served;
  let handler: Handler;
  let hub: FleetHub;
  beforeEach(async () => {
    served = await serve((request) => handler(request));
    hub = createFleetHub({ endpoint: served.url, auth: staticToken('t'), callTimeoutMs: HANGS_MS });
  });
  afterEach(() => served.close());

  function emulated(configMembership?: string, features?: ReadonlyMap<string, OtherFeature>) {
    const member = (name: string, location: string) => ({
      name,
      location: 'global',
      clusterLink: `${location}/${name}`,
    });
    const emulator = createGkeHubEmulator({
      project: 'fleet-host',
      projectNumber: '42',
      clock: scaledClock(1),
      random: seededRandom(1),
      memberships: [member('gke-us', 'us-west1'), member('gke-eu', 'europe-west1')],
      ...(configMembership === undefined ? {} : { multiClusterIngress: { configMembership } }),
      ...(features && { features }),
    });
    handler = emulator.handler;
    return emulator;
  }

  it('lists the members with their links', async () => {
    emulated();
    const members = await hub.memberships('fleet-host', signal);
    expect(members).toEqual([
      { name: 'gke-eu', location: 'global', link: 'europe-west1/gke-eu' },
      { name: 'gke-us', location: 'global', link: 'us-west1/gke-us' },
    ]);
  });

  it('tells whether the hosted controller is on, and where', async () => {
    const name = 'projects/fleet-host/locations/global/memberships/gke-us';
    const emulator = emulated(name);
    const config = await hub.hostedConfigMembership('fleet-host', signal);
    expect(config).toEqual({ location: 'global', name: 'gke-us' });
    emulator.setFeature(undefined);
    await expect(hub.hostedConfigMembership('fleet-host', signal)).resolves.toBeUndefined();
  });

  it('tells what a feature says of each member, and that it is not enabled', async () => {
    const said = { controlPlaneManagement: { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE' } };
    const name = 'projects/fleet-host/locations/global/memberships/gke-us';
    emulated(undefined, new Map([['servicemesh', { said: new Map([[name, said]]) }]]));
    expect(await hub.memberStates('fleet-host', 'servicemesh', signal)).toMatchObject([
      { location: 'global', name: 'gke-eu', state: { state: { code: 'OK' } } },
      { location: 'global', name: 'gke-us', state: { servicemesh: said } },
    ]);
    expect(await hub.memberStates('fleet-host', 'multiclusterservicediscovery', signal)).toBeUndefined();
  });

  it('reads every page', async () => {
    const resource = (name: string) => ({
      name: `projects/p/locations/global/memberships/${name}`,
      endpoint: { gkeCluster: { resourceLink: `//container.googleapis.com/projects/p/locations/l/clusters/${name}` } },
    });
    handler = ({ url, headers }) => {
      expect(headers.get('authorization')).toBe('Bearer t');
      return new URL(url).searchParams.get('pageToken') === 'n'
        ? Response.json({ resources: [resource('b')] })
        : Response.json({ resources: [resource('a'), { name: 'attached, not GKE' }], nextPageToken: 'n' });
    };
    const members = await hub.memberships('p', signal);
    expect(members.map(({ link }) => link)).toEqual(['l/a', 'l/b']);
  });

  it.each([
    [
      'a location that did not answer',
      () => Response.json({ resources: [], unreachable: ['projects/p/locations/l'] }),
      'unavailable',
    ],
    ['a page of somebody else', () => new Response('<html>'), 'unavailable'],
    ['a 404 of somebody else', () => new Response('not found', { status: 404 }), 'unavailable'],
    ['a refusal', () => Response.json({ error: { code: 403, message: 'no' } }, { status: 403 }), 'denied'],
    ['a quota', () => Response.json({ error: { code: 429, message: 'no' } }, { status: 429 }), 'rate-limited'],
    ['a failure', () => new Response('', { status: 503 }), 'unavailable'],
  ])('does not take %s for an empty fleet', async (_, answer, code) => {
    handler = answer;
    await expect(hub.memberships('p', signal)).rejects.toMatchObject({ code, system: 'gkehub' });
  });
});
