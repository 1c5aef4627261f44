// A small Compute for the tests of the NEG controller: zonal NEGs, strict attach and detach, operations that take a
// second.
import type { Clock } from '../../../infra/emulators/kit/clock.ts';

export interface FakeEndpoint {
  instance: string;
  ipAddress: string;
  port: number;
}

export interface FakeNeg {
  id: string;
  name: string;
  description?: string;
  network?: string;
  networkEndpointType?: string;
  selfLink: string;
  endpoints: FakeEndpoint[];
}

export interface FakeCompute {
  readonly handler: (request: Request) => Promise<Response>;
  /** By `zone/name`. */
  readonly negs: Map<string, FakeNeg>;
  /** `zone/name` of those that a backend service uses. */
  readonly inUse: Set<string>;
  /** By address of the endpoint: what backend services say of it when health is asked for. */
  readonly healths: Map<string, readonly { readonly backendService: string; readonly healthState: string }[]>;
  /** `METHOD zone/rest` of every request that asked for a change. */
  readonly changes: string[];
  /** Answers these, in order, to the next changes instead of doing them. */
  readonly refusals: { status: number; reason: string }[];
}

const ROUTE =
  /^\/compute\/v1\/projects\/p\/zones\/([^/]+)\/(networkEndpointGroups|operations)(?:\/([^/]+))?(?:\/(\w+))?$/;

export function createFakeCompute(clock: Clock): FakeCompute {
  const negs = new Map<string, FakeNeg>();
  const inUse = new Set<string>();
  const healths: FakeCompute['healths'] = new Map();
  const changes: string[] = [];
  const refusals: { status: number; reason: string }[] = [];
  const operations = new Map<string, { name: string; status: string }>();

  const operation = (effect: () => void): Response => {
    const name = `operation-${operations.size}`;
    const entry = { name, status: 'RUNNING' };
    operations.set(name, entry);
    clock.after(900, () => {
      effect();
      entry.status = 'DONE';
    });
    return Response.json({ kind: 'compute#operation', ...entry });
  };
  const keyOf = (endpoint: FakeEndpoint): string => JSON.stringify(endpoint);

  const change = async (request: Request, zone: string, name: string, verb: string): Promise<Response> => {
    changes.push(`${request.method} ${zone}/${name}${verb === '' ? '' : `/${verb}`}`);
    const refusal = refusals.shift();
    if (refusal !== undefined) return failure(refusal.status, refusal.reason);
    const id = `${zone}/${name}`;
    const neg = negs.get(id);
    if (neg === undefined) return failure(404, 'notFound');
    if (request.method === 'DELETE') {
      return inUse.has(id) ? failure(400, 'resourceInUseByAnotherResource') : operation(() => negs.delete(id));
    }
    const { networkEndpoints } = (await request.json()) as { networkEndpoints: FakeEndpoint[] };
    const present = new Set(neg.endpoints.map(keyOf));
    const wrong = networkEndpoints.some((e) => present.has(keyOf(e)) === (verb === 'attachNetworkEndpoints'));
    if (wrong || networkEndpoints.length > 500 || networkEndpoints.length === 0) return failure(400, 'invalid');
    return operation(() => {
      const given = new Set(networkEndpoints.map(keyOf));
      const kept = neg.endpoints.filter((endpoint) => !given.has(keyOf(endpoint)));
      neg.endpoints = verb === 'attachNetworkEndpoints' ? [...kept, ...networkEndpoints] : kept;
    });
  };

  return {
    negs,
    inUse,
    healths,
    changes,
    refusals,
    async handler(request) {
      const { pathname } = new URL(request.url);
      const [, zone = '', collection, name, verb = ''] = ROUTE.exec(pathname) ?? [];
      if (collection === 'operations') return Response.json(operations.get(name ?? ''));
      const id = `${zone}/${name}`;
      if (request.method === 'GET' && name === undefined) {
        return Response.json({ items: [...negs].filter(([key]) => key.startsWith(`${zone}/`)).map(([, neg]) => neg) });
      }
      if (request.method === 'GET') return negs.has(id) ? Response.json(negs.get(id)) : failure(404, 'notFound');
      if (verb === 'listNetworkEndpoints') {
        const { healthStatus } = (await request.json()) as { healthStatus: string };
        const shown = (ip: string) =>
          (healths.get(ip) ?? []).map(({ backendService: name, healthState }) => ({
            backendService: { backendService: `https://compute/global/backendServices/${name}` },
            healthState,
          }));
        const items = negs.get(id)?.endpoints.map((networkEndpoint) => {
          const found = healthStatus === 'SHOW' ? shown(networkEndpoint.ipAddress) : [];
          return { networkEndpoint, ...(found.length === 0 ? {} : { healths: found }) };
        });
        return Response.json({ items });
      }
      if (request.method !== 'POST' || verb !== '') return await change(request, zone, name ?? '', verb);
      const body = (await request.json()) as FakeNeg;
      changes.push(`POST ${zone} ${body.name}`);
      const refusal = refusals.shift();
      if (refusal !== undefined) return failure(refusal.status, refusal.reason);
      const neg = { ...body, id: String(negs.size + 1), selfLink: `${pathname}/${body.name}`, endpoints: [] };
      return operation(() => negs.set(`${zone}/${body.name}`, neg));
    },
  };
}

function failure(code: number, reason: string): Response {
  return Response.json({ error: { code, message: reason, errors: [{ reason, message: reason }] } }, { status: code });
}
