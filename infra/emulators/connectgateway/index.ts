// Connect Gateway: requests to the clusters of a fleet under one host, let through by IAM and judged by each cluster.
// See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront, type NoteCaller } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import { accountOf, isGranted, type Rights } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { latencies } from './latencies.ts';

export interface ConnectGatewayOptions {
  /** Number of the fleet host project. */
  readonly projectNumber: string;
  /** `LOCATION/MEMBERSHIP` → the API server of the cluster, which knows callers by the same tokens. */
  readonly members: ReadonlyMap<string, Handler>;
  readonly clock: Clock;
  readonly random: Random;
  /** Who may do what; absent: authorization is not looked at. */
  readonly rights?: Rights;
  /** How long the way takes; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface ConnectGatewayEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
}

const PATH =
  /^\/v1\/projects\/(?<number>[^/]+)\/locations\/(?<location>[^/]+)\/gkeMemberships\/(?<membership>[^/]+)(?<rest>\/.*)$/;

export function createConnectGatewayEmulator(options: ConnectGatewayOptions): ConnectGatewayEmulator {
  const { clock, random } = options;
  const journal = createJournal();
  const faults = createFaults();
  const latency = createLatency(latencies, random, options.latency);
  return {
    journal,
    faults,
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method) => !['GET', 'HEAD'].includes(method),
      refuse: ({ status, message }) => refusal(status, message ?? `injected fault: ${status}`),
      handle: (request, _asked, noteCaller) => relay(request, options, noteCaller),
    }),
  };
}

async function relay(
  request: Request,
  { projectNumber, members, rights }: ConnectGatewayOptions,
  noteCaller: NoteCaller,
): Promise<Response> {
  const url = new URL(request.url);
  const { number, location, membership, rest = '' } = PATH.exec(url.pathname)?.groups ?? {};
  if (number === undefined) return refusal(404, `There is nothing at ${url.pathname}`);
  const name = `projects/${number}/locations/${location}/gkeMemberships/${membership}`;
  if (rights !== undefined) {
    const account = accountOf(rights, request);
    if (account === undefined) return refusal(401, 'Request had invalid authentication credentials.');
    const permissions = [`gkehub.gateway.${request.method.toLowerCase()}`, 'gkehub.memberships.get'];
    noteCaller({ account, permissions });
    const missing = permissions.find((one) => !isGranted(rights, account, one));
    if (missing !== undefined)
      return refusal(403, `Permission '${missing}' denied on resource '${name}' (or it may not exist).`);
  }
  const server = number === projectNumber ? members.get(`${location}/${membership}`) : undefined;
  if (server === undefined) return refusal(404, `Membership ${name} was not found`);
  const body = ['GET', 'HEAD'].includes(request.method) ? null : await request.arrayBuffer();
  const { method, headers, signal } = request;
  const at = `https://cluster${rest}${url.search}`;
  return server(new Request(at, { method, headers, signal, ...(body !== null && { body }) }));
}

const STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** The gateway's own: what a cluster refuses is a Status of Kubernetes. */
function refusal(code: number, message: string): Response {
  return Response.json({ error: { code, message, status: STATUS[code] ?? 'UNKNOWN' } }, { status: code });
}
