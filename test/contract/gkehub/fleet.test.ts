// Memberships and the multiclusteringress feature, read over HTTP. Google publishes no Node client for this API.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGkeHubEmulator, type GkeHubEmulator, UnknownMembership } from '../../../infra/emulators/gkehub/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';

const US = 'projects/fleet/locations/us-west1/memberships/gke-us';
const EU = 'projects/fleet/locations/europe-west1/memberships/gke-eu';
const FEATURE = '/v1/projects/fleet/locations/global/features/multiclusteringress';
const ALL = '/v1/projects/fleet/locations/-/memberships';

let hub: GkeHubEmulator;
let served: Served;
beforeEach(async () => {
  hub = createGkeHubEmulator({
    project: 'fleet',
    projectNumber: '1234567',
    clock: virtualClock(),
    random: seededRandom(1),
    memberships: [
      { location: 'us-west1', name: 'gke-us', clusterLink: 'us-west1-a/gke-us' },
      { location: 'europe-west1', name: 'gke-eu', clusterLink: 'europe-west1/gke-eu' },
      { location: 'global', name: 'old', clusterLink: 'us-east1/old' },
    ],
    multiClusterIngress: { configMembership: US },
  });
  served = await serve(hub.handler);
});
afterEach(() => served.close());

interface Answer {
  readonly status: number;
  readonly body: {
    readonly resources?: readonly { readonly name: string }[];
    readonly nextPageToken?: string;
    readonly error?: { readonly code: number; readonly status: string; readonly message: string };
    readonly [field: string]: unknown;
  };
}

async function call(path: string, method = 'GET'): Promise<Answer> {
  const response = await fetch(served.url + path, { method });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

it('lists the members of every location by pages', async () => {
  const names: string[] = [];
  let token = '';
  do {
    const { body } = await call(`${ALL}?pageSize=2&pageToken=${token}`);
    names.push(...(body.resources ?? []).map(({ name }) => name));
    token = body.nextPageToken ?? '';
  } while (token !== '');
  expect(names).toEqual([EU, 'projects/fleet/locations/global/memberships/old', US]);
  expect(hub.journal.entries).toHaveLength(2);
});

it('lists one location, and nothing where nothing is', async () => {
  const { body } = await call('/v1/projects/1234567/locations/us-west1/memberships');
  expect(body.resources?.map(({ name }) => name)).toEqual([US]);
  expect((await call('/v1/projects/fleet/locations/asia-east1/memberships')).body).toEqual({});
});

it('gets one member with its cluster', async () => {
  expect(await call(`/v1/${US}`)).toMatchObject({
    status: 200,
    body: {
      name: US,
      state: { code: 'READY' },
      endpoint: {
        gkeCluster: { resourceLink: '//container.googleapis.com/projects/fleet/locations/us-west1-a/clusters/gke-us' },
      },
    },
  });
});

it.each([
  ['/v1/projects/fleet/locations/global/memberships/gke-us', 404, 'NOT_FOUND'],
  ['/v1/projects/other/locations/-/memberships', 404, 'NOT_FOUND'],
  ['/v1/projects/fleet/locations/global/features/servicemesh', 404, 'NOT_FOUND'],
  [`${ALL}?filter=labels.env%3Dprod`, 400, 'INVALID_ARGUMENT'],
  [`${ALL}?pageToken=nonsense`, 400, 'INVALID_ARGUMENT'],
  [`${ALL}?pageSize=-1`, 400, 'INVALID_ARGUMENT'],
  [`/v1/${US}:generateCredentials`, 501, 'UNIMPLEMENTED'],
  ['/v1/projects/fleet/locations/global/fleets', 501, 'UNIMPLEMENTED'],
])('%s is %i %s', async (path, status, word) => {
  expect(await call(path)).toMatchObject({ status, body: { error: { code: status, status: word } } });
});

it('refuses writes by name', async () => {
  const { status, body } = await call(`/v1/${US}`, 'DELETE');
  expect(status).toBe(501);
  expect(body.error?.message).toContain(`DELETE /v1/${US}`);
  expect(hub.journal.entries[0]).toMatchObject({ mutation: true, status: 501 });
});

it('tells the config membership, follows a switch, and forgets a disabled feature', async () => {
  expect(await call(FEATURE)).toMatchObject({
    status: 200,
    body: {
      spec: { multiclusteringress: { configMembership: US } },
      resourceState: { state: 'ACTIVE' },
      membershipStates: {
        'projects/1234567/locations/us-west1/memberships/gke-us': { state: { code: 'OK' } },
      },
    },
  });
  hub.setFeature(EU);
  expect((await call(FEATURE)).body['spec']).toEqual({ multiclusteringress: { configMembership: EU } });
  expect((await call('/v1/projects/fleet/locations/global/features')).body.resources).toHaveLength(1);
  hub.setFeature(undefined);
  expect((await call(FEATURE)).status).toBe(404);
  expect((await call('/v1/projects/fleet/locations/global/features')).body).toEqual({});
  expect(() => hub.setFeature('projects/fleet/locations/global/memberships/nobody')).toThrow(UnknownMembership);
});

it('gives who calls what is granted, and names the permission that is missing', async () => {
  const accounts = new Map([
    ['planner-token', 'planner@fleet.iam.gserviceaccount.com'],
    ['stranger-token', 'stranger@fleet.iam.gserviceaccount.com'],
  ]);
  const granted = new Map([['planner@fleet.iam.gserviceaccount.com', new Set(['gkehub.memberships.list'])]]);
  const guarded = createGkeHubEmulator({
    project: 'fleet',
    projectNumber: '1234567',
    clock: virtualClock(),
    random: seededRandom(1),
    memberships: [],
    rights: { accounts, granted },
  });
  const ask = async (path: string, token: string): Promise<[number, unknown]> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await guarded.handler(new Request(`http://hub${path}`, { headers }));
    return [response.status, await response.json()];
  };
  expect((await ask(ALL, 'planner-token'))[0]).toBe(200);
  expect(guarded.journal.entries.at(-1)?.caller).toEqual({
    account: 'planner@fleet.iam.gserviceaccount.com',
    permissions: ['gkehub.memberships.list'],
  });
  expect((await ask(ALL, 'made-up'))[0]).toBe(401);
  expect((await ask(ALL, 'stranger-token'))[0]).toBe(403);
  const resource = 'projects/fleet/locations/global/features/multiclusteringress';
  expect(await ask(FEATURE, 'planner-token')).toEqual([
    403,
    {
      error: {
        code: 403,
        message: `Permission 'gkehub.features.get' denied on resource '//gkehub.googleapis.com/${resource}' (or it may not exist).`,
        status: 'PERMISSION_DENIED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'IAM_PERMISSION_DENIED',
            domain: 'gkehub.googleapis.com',
            metadata: { permission: 'gkehub.features.get', resource },
          },
        ],
      },
    },
  ]);
});
