// The clients, made and initialised once. Their many request types are alike where we use them, so they are called by
// method name; a wrong parameter name cannot pass unseen, because the client refuses a path it cannot fill.
import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { InstancesClient } from '@google-cloud/compute/build/src/v1/instances_client.js';
import { ProjectsClient } from '@google-cloud/compute/build/src/v1/projects_client.js';
import { SecurityPoliciesClient } from '@google-cloud/compute/build/src/v1/security_policies_client.js';
import { SslPoliciesClient } from '@google-cloud/compute/build/src/v1/ssl_policies_client.js';
import { ZoneOperationsClient } from '@google-cloud/compute/build/src/v1/zone_operations_client.js';
import type { JsonObject } from '../../core/index.ts';
import { rest } from './definitions-as-needed.ts';
import type { Transport } from './exchange.ts';
import type { ClientOptions, Collections } from './collection-calls.ts';

export interface CallOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Null: no retries inside the client. */
  readonly retry: null;
  /** Async lists page by themselves, and warn unless this is said. */
  readonly autoPaginate: false;
}

/** The part of every generated client that is used. */
export interface Client {
  initialize(): Promise<unknown>;
}

export type Requests = (request: JsonObject, options: CallOptions) => Promise<unknown>;
export type Pages = (request: JsonObject, options: CallOptions) => AsyncIterable<unknown>;

/** By collection, or by a name of those that no kind stands in. */
export type Clients = ReadonlyMap<string, Client>;

const OTHERS = {
  globalOperations: GlobalOperationsClient,
  zoneOperations: ZoneOperationsClient,
  instances: InstancesClient,
  projects: ProjectsClient,
  sslPolicy: SslPoliciesClient,
  securityPolicy: SecurityPoliciesClient,
} as const;

/**
 * Makes and initialises every client: an initialisation that fails later would end the process with an unhandled
 * rejection beside the awaited one.
 * @param collections which of them have clients of their own.
 * @param endpoint `http://HOST:PORT` of another server; absent: Google's.
 */
export async function createClients(
  collections: Collections,
  transport: Transport,
  endpoint: string | undefined,
): Promise<Clients> {
  const made = Object.entries(collections).map(([name, { client }]) => [name, client] as const);
  const clients = new Map(
    [...made, ...Object.entries(OTHERS)].map(([name, Made]) => [name, new Made(optionsFor(transport, endpoint), rest)]),
  );
  for (const client of clients.values()) await client.initialize();
  return clients;
}

/** A method of a client that answers once. */
export function method(client: Client | undefined, name: string): Requests {
  const found = (client as unknown as Readonly<Record<string, Requests>>)[name];
  return (request, options) => found?.call(client, request, options) ?? Promise.reject(new TypeError(`no ${name}`));
}

/** A method of a client that pages. */
export function pages(client: Client | undefined, name: string): Pages {
  const found = (client as unknown as Readonly<Record<string, Pages>>)[name];
  if (found === undefined) throw new TypeError(`no ${name}`);
  return (request, options) => found.call(client, request, options);
}

/** A new object for each client, because the constructor writes into it. */
function optionsFor(transport: Transport, endpoint: string | undefined): ClientOptions {
  // The REST transport asks its auth client for nothing but these two methods.
  const auth = { authClient: transport as unknown as NonNullable<ClientOptions['authClient']> };
  if (endpoint === undefined) return auth;
  const { hostname, port, protocol } = new URL(endpoint);
  const scheme = protocol.slice(0, -1);
  const defaultPort = scheme === 'https' ? 443 : 80;
  return { ...auth, apiEndpoint: hostname, port: port === '' ? defaultPort : Number(port), protocol: scheme };
}
