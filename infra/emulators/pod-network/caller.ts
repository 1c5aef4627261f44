// Whose request it is: a client may say, as the user of the proxy, which workload it stands for. Its own DNS then
// completes short names, and where its pods have a proxy of a mesh, requests for Services go through that.
import type { IncomingHttpHeaders } from 'node:http';
import type { RelayedAnswer, RelayedRequest } from '../kit/relayed.ts';
import type { Answer } from './names.ts';

/** The proxy beside the pods of a workload. */
export interface PodSidecar {
  /** @param key `namespace/name` of a Service. @returns undefined: it does not know the port. */
  send(key: string, port: number, asked: RelayedRequest): Promise<RelayedAnswer | undefined>;
}

/** `namespace/name`; undefined where the client does not say. */
export function callerIn(headers: IncomingHttpHeaders): string | undefined {
  const said = /^Basic (\S+)$/.exec(headers['proxy-authorization'] ?? '')?.[1];
  const user = said === undefined ? undefined : Buffer.from(said, 'base64').toString('utf8').split(':')[0];
  return user !== undefined && /^[-a-z0-9]+\/[-.a-z0-9]+$/.test(user) ? user : undefined;
}

/**
 * What a pod of a namespace means by a name, by the search path in its resolv.conf (five dots are needed to pass it
 * by). Source: Kubernetes, "DNS for Services and Pods".
 */
export function completed(host: string, caller: string | undefined, resolve: (name: string) => Answer): string {
  if (caller === undefined || host.endsWith('.')) return host;
  const [namespace] = caller.split('/');
  const paths = [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
  return paths.map((path) => `${host}.${path}`).find((name) => resolve(name).code === 'NOERROR') ?? host;
}

/** `namespace/name` of the Service that a name of the cluster is; undefined for every other name. */
export function serviceNamed(name: string): string | undefined {
  const [, service, namespace] = /^([-a-z0-9]+)\.([-a-z0-9]+)\.svc\.cluster\.local\.?$/.exec(name) ?? [];
  return service === undefined || namespace === undefined ? undefined : `${namespace}/${service}`;
}
