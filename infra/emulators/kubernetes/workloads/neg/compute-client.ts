// The part of the Compute API that the NEG controller uses. Every change waits for its zonal operation.
import { type Clock, sleep } from '../../../kit/clock.ts';
import type { Handler } from '../../../kit/serve.ts';

export interface Neg {
  readonly id: string;
  readonly name: string;
  readonly selfLink: string;
  readonly description?: string;
  readonly network?: string;
  readonly subnetwork?: string;
}

export interface NetworkEndpoint {
  /** Instance name. */
  readonly instance: string;
  readonly ipAddress: string;
  readonly port: number;
}

export interface EndpointHealth {
  readonly endpoint: NetworkEndpoint;
  /** Empty: no backend service looks after it. `backendService` is its name. */
  readonly healths: readonly { readonly backendService: string; readonly healthState: string }[];
}

/** A refused request, or an operation that ended with an error. */
export class ComputeError extends Error {
  /** The HTTP status of the answer, or of the operation. */
  readonly status: number;
  /** e.g. `resourceInUseByAnotherResource`, or an operation's `RESOURCE_NOT_FOUND`. */
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(`${status} ${reason}: ${message}`);
    this.name = 'ComputeError';
    this.status = status;
    this.reason = reason;
  }
}

export interface ComputeClient {
  get(zone: string, name: string): Promise<Neg | undefined>;
  list(zone: string): Promise<readonly Neg[]>;
  insert(zone: string, neg: { readonly name: string; readonly description: string }): Promise<void>;
  remove(zone: string, name: string): Promise<void>;
  endpoints(zone: string, name: string): Promise<readonly NetworkEndpoint[]>;
  /** What every backend service with a health check says of each endpoint. */
  healths(zone: string, name: string): Promise<readonly EndpointHealth[]>;
  /** At most 500 endpoints per call. */
  attach(zone: string, name: string, endpoints: readonly NetworkEndpoint[]): Promise<void>;
  detach(zone: string, name: string, endpoints: readonly NetworkEndpoint[]): Promise<void>;
}

interface Operation {
  readonly name: string;
  readonly status: string;
  readonly httpErrorStatusCode?: number;
  readonly error?: { readonly errors?: readonly { readonly code: string; readonly message: string }[] };
}

interface ListedEndpoint {
  readonly networkEndpoint: NetworkEndpoint;
  readonly healths?: readonly {
    readonly backendService?: { readonly backendService: string };
    readonly healthState: string;
  }[];
}

interface Page<T> {
  readonly items?: readonly T[];
  readonly nextPageToken?: string;
}

// Emulated milliseconds between two looks at an operation.
const POLL_EVERY = 1_000;

export interface ComputeClientOptions {
  readonly compute: Handler;
  readonly token: string;
  readonly project: string;
  readonly network: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export function createComputeClient(options: ComputeClientOptions): ComputeClient {
  const { compute, token, project, clock, signal } = options;
  const zoneUrl = (zone: string): string =>
    `https://compute.googleapis.com/compute/v1/projects/${project}/zones/${zone}`;
  const negsUrl = (zone: string): string => `${zoneUrl(zone)}/networkEndpointGroups`;

  const send = async <T>(method: string, url: string, body?: object): Promise<T> => {
    signal.throwIfAborted();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await compute(new Request(url, init));
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as T;
  };

  const change = async (zone: string, method: string, url: string, body?: object): Promise<void> => {
    let operation = await send<Operation>(method, url, body);
    while (operation.status !== 'DONE') {
      await sleep(clock, POLL_EVERY, signal);
      operation = await send<Operation>('GET', `${zoneUrl(zone)}/operations/${operation.name}`);
    }
    const error = operation.error?.errors?.[0];
    if (error !== undefined) throw new ComputeError(operation.httpErrorStatusCode ?? 400, error.code, error.message);
  };

  const pages = async <T>(method: string, url: string, body?: object): Promise<readonly T[]> => {
    const items: T[] = [];
    let pageToken: string | undefined;
    do {
      const query = pageToken === undefined ? '' : `?pageToken=${encodeURIComponent(pageToken)}`;
      const page: Page<T> = await send(method, `${url}${query}`, body);
      items.push(...(page.items ?? []));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined && pageToken !== '');
    return items;
  };

  const listed = (zone: string, name: string, healthStatus: 'SKIP' | 'SHOW'): Promise<readonly ListedEndpoint[]> =>
    pages('POST', `${negsUrl(zone)}/${name}/listNetworkEndpoints`, { healthStatus });

  return {
    async get(zone, name) {
      try {
        return await send<Neg>('GET', `${negsUrl(zone)}/${name}`);
      } catch (error) {
        if (error instanceof ComputeError && error.status === 404) return undefined;
        throw error;
      }
    },
    list: (zone) => pages('GET', negsUrl(zone)),
    insert: (zone, neg) =>
      change(zone, 'POST', negsUrl(zone), {
        ...neg,
        networkEndpointType: 'GCE_VM_IP_PORT',
        network: `https://www.googleapis.com/compute/v1/projects/${project}/global/networks/${options.network}`,
      }),
    remove: (zone, name) => change(zone, 'DELETE', `${negsUrl(zone)}/${name}`),
    async endpoints(zone, name) {
      const items = await listed(zone, name, 'SKIP');
      return items.map(({ networkEndpoint }) => asSent(networkEndpoint));
    },
    async healths(zone, name) {
      const items = await listed(zone, name, 'SHOW');
      return items.map(({ networkEndpoint, healths = [] }) => ({
        endpoint: asSent(networkEndpoint),
        healths: healths.map(({ backendService, healthState }) => ({
          backendService: lastOf(backendService?.backendService ?? ''),
          healthState,
        })),
      }));
    },
    attach: (zone, name, networkEndpoints) =>
      change(zone, 'POST', `${negsUrl(zone)}/${name}/attachNetworkEndpoints`, { networkEndpoints }),
    detach: (zone, name, networkEndpoints) =>
      change(zone, 'POST', `${negsUrl(zone)}/${name}/detachNetworkEndpoints`, { networkEndpoints }),
  };
}

/** Compute may answer the instance's URL; what was sent is its name. */
function asSent({ instance, ipAddress, port }: NetworkEndpoint): NetworkEndpoint {
  return { instance: lastOf(instance), ipAddress, port };
}

function lastOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

async function refusal(response: Response): Promise<ComputeError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { message: string; errors?: { reason: string }[] } };
    return new ComputeError(response.status, error.errors?.[0]?.reason ?? 'unknown', error.message);
  } catch {
    return new ComputeError(response.status, 'unknown', text.slice(0, 500));
  }
}
