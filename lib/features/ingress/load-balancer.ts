// What a load balancer does, whatever manifest asks for it: inputs become this, and everything in Compute is made of
// it. It names no resource, so that an input of another kind with the same meaning makes the same ones.
import type { ObjectKey } from '../../model/index.ts';
import type { TlsSecret } from './inputs/tls-secrets.ts';

export interface LoadBalancer {
  /** With the name its id: the address and the forwarding rules hang on it, and on nothing else of it. */
  readonly namespace: string;
  readonly name: string;
  /** The manifest object that asks for it. */
  readonly source: ObjectKey;
  /** What its listeners are set up with, the source included. Sorted. */
  readonly frontOwners: readonly ObjectKey[];
  /** Literal IP, or a partial URL; undefined: it gets an address of its own. */
  readonly address: string | undefined;
  /** By port. */
  readonly listeners: readonly Listener[];
  /** Of requests that no host takes, and that no rule of their host takes. */
  readonly fallback: Action;
  /** Sorted by host, `*` for every host. */
  readonly hosts: readonly HostRules[];
}

/** What a redirect answers, as Compute names it (compute v1 urlMaps, HttpRedirectAction). */
export type RedirectCode =
  | 'MOVED_PERMANENTLY_DEFAULT'
  | 'FOUND'
  | 'SEE_OTHER'
  | 'TEMPORARY_REDIRECT'
  | 'PERMANENT_REDIRECT';

export type Listener =
  /** `redirect`: every request is sent to HTTPS with this code; undefined: it is served. */
  { readonly protocol: 'HTTP'; readonly port: 80; readonly redirect: RedirectCode | undefined } | HttpsListener;

export interface HttpsListener {
  readonly protocol: 'HTTPS';
  readonly port: 443;
  /** Names of certificates of the project, in their order. */
  readonly certificates: readonly string[];
  /** Secrets with further certificates, in their order. */
  readonly secrets: readonly TlsSecret[];
  /** Name of a policy of the project; empty: none; undefined: whatever is there. */
  readonly sslPolicy: string | undefined;
}

export interface HostRules {
  readonly host: string;
  /** Sorted by path. */
  readonly rules: readonly { readonly match: { readonly path: string }; readonly action: Action }[];
}

/** Where requests go: to a served port of the namespace, or, where the fleet file says so, to several. */
export interface Action {
  readonly backend: BackendKey;
  /** What takes the place of `backend`. */
  readonly split?: Split;
}

/** How the fleet file divides the requests of one path. */
export interface Split {
  /** Sorted by backend; the part of the sum is the part of the requests. At least one, one of them above 0. */
  readonly shares: readonly Share[];
  /** Requests that go elsewhere whole, before the shares: the first that holds takes the request. */
  readonly headers: readonly HeaderRule[];
}

export interface Share {
  readonly backend: BackendKey;
  /** Whole number, 0 to 1000. */
  readonly weight: number;
}

export interface HeaderRule {
  /** In lower case. */
  readonly name: string;
  /** Undefined: any. */
  readonly value: string | undefined;
  readonly backend: BackendKey;
}

/** `foo:8080`: a port of a service of the namespace; `foo:8080@us-west1/gke-us`: of what serves it in one cluster. */
export type BackendKey = string;

/** Every backend, the fallback first; each once. */
export function backendsIn({ fallback, hosts }: Pick<LoadBalancer, 'fallback' | 'hosts'>): readonly BackendKey[] {
  const routed = hosts.flatMap(({ rules }) => rules.flatMap(({ action }) => backendsOfAction(action)));
  return [...new Set([fallback.backend, ...routed])];
}

function backendsOfAction({ backend, split }: Action): readonly BackendKey[] {
  return split === undefined ? [backend] : [...split.shares, ...split.headers].map((one) => one.backend);
}

/** @param listeners of one load balancer. */
export function httpsOf({ listeners }: Pick<LoadBalancer, 'listeners'>): HttpsListener | undefined {
  return listeners.find((one) => one.protocol === 'HTTPS');
}
