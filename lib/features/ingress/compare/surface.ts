// What clients meet of a load balancer, without the names of its resources: two that have equal surfaces serve alike.
import type { JsonObject } from '../../../core/index.ts';
import type { RuleMatch } from '../views/index.ts';

export interface Surface {
  /** `blue/foobar-ingress` of manifests; the name of an exported URL map. */
  readonly id: string;
  /** How logs name it: by forwarding rule, or by URL map. Empty where nobody can know. */
  readonly names: readonly string[];
  /** By port; undefined for an exported URL map, which does not say on which ports it answers. */
  readonly listeners: ReadonlyMap<number, SurfaceListener> | undefined;
  readonly routing: Routing;
  /** Which kind of data plane serves it (compute v1, loadBalancingScheme); undefined: not known. */
  readonly scheme: string | undefined;
  /** By the name that answers have. */
  readonly backends: ReadonlyMap<string, SurfaceBackend>;
}

export interface SurfaceListener {
  /** What it answers every request with; undefined: it routes. */
  readonly redirect: JsonObject | undefined;
  /** What decides whether a client gets that far: address, certificates, policy. By name. */
  readonly settings: Settings;
}

export interface SurfaceBackend {
  /** For people: `blue/foo:8080`. */
  readonly label: string;
  /** How it serves, member by member, without names of resources; undefined: nothing is known of it. */
  readonly settings: Settings | undefined;
}

/** An absent member is not set; where `open`, it is whatever stands there already. */
export interface Settings {
  readonly known: JsonObject;
  /** Names of members that could not be read. */
  readonly unknown: readonly string[];
  readonly open: boolean;
}

export interface Routing {
  /** Of requests that no host takes. */
  readonly fallback: SurfaceAnswer;
  readonly hosts: readonly HostRouting[];
  /**
   * What a URL map says and this reader does not understand, in words: such a map is never called equal to another one.
   */
  readonly unread: readonly string[];
}

export interface HostRouting {
  /** `foo.example.com`, `*.example.com`, `*`. */
  readonly patterns: readonly string[];
  /** Of requests that nothing below takes. */
  readonly fallback: SurfaceAnswer;
  /** The longest takes a request, whatever the order. */
  readonly paths: readonly { readonly pattern: string; readonly answer: SurfaceAnswer }[];
  /** The first takes a request. A host has either these or paths. */
  readonly rules: readonly { readonly matches: readonly RuleMatch[]; readonly answer: SurfaceAnswer }[];
}

export type SurfaceAnswer =
  | { readonly type: 'backend'; readonly name: string }
  /** Two or more. */
  | { readonly type: 'split'; readonly shares: readonly AnswerShare[] }
  /** As compute v1 HttpRedirectAction says it, switches that are off left out. */
  | { readonly type: 'redirect'; readonly redirect: JsonObject }
  /** An action that is more than one backend, or nothing at all; equal ones do the same. */
  | { readonly type: 'action'; readonly action: JsonObject };

/** `part` of the requests, above 0; all parts of a split are 1 together. */
export interface AnswerShare {
  readonly name: string;
  readonly part: number;
}

export interface Request {
  readonly host: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}
