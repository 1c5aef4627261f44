// What a story is: four deployments in two clusters, their Services and rules, and which control plane knows which.

export const [ONE, TWO] = ['us-west1/one', 'europe-north1/two'] as const;
export type Link = typeof ONE | typeof TWO;
export const NAMESPACE = 'story';
export const PORT = 80;
export const POD_PORT = 9000;

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly [field: string]: unknown;
}

export interface Workload {
  readonly cluster: Link;
  readonly name: string;
  readonly app: string;
}

export const WORKLOADS: readonly Workload[] = [
  { cluster: ONE, name: 'nodeapp1-v1', app: 'nodeapp1' },
  { cluster: ONE, name: 'nodeapp3', app: 'nodeapp3' },
  { cluster: TWO, name: 'nodeapp1-v2', app: 'nodeapp1' },
  { cluster: TWO, name: 'nodeapp2', app: 'nodeapp2' },
];
export const SERVICES = ['nodeapp1', 'nodeapp2', 'nodeapp3'] as const;

export interface Story {
  readonly name: string;
  /** Services that are not there. */
  readonly without?: readonly { readonly cluster: Link; readonly service: string }[];
  /** What the port of a Service is called, where it is not `http`. */
  readonly portNames?: readonly { readonly cluster: Link; readonly service: string; readonly portName: string }[];
  /** Rules, by the cluster in which they stand. */
  readonly rules?: readonly { readonly cluster: Link; readonly rule: Manifest }[];
  /** Workloads with no pods. */
  readonly atZero?: readonly string[];
  /** Whether Git has Rangelight make a Service where nodeapp3 has none to call nodeapp2 by. */
  readonly hasStub?: true;
  /** Whether the control plane of one knows the other; default: both do. */
  readonly discovers?: (from: Link, to: Link) => boolean;
  /** Rules in no folder of a cluster, of kinds that Rangelight places. */
  readonly placed?: readonly Manifest[];
  /** Services without an address of their own. */
  readonly headless?: readonly { readonly cluster: Link; readonly service: string }[];
  /** How pods answer, where they are not well. */
  readonly unwell?: readonly Unwell[];
  /** Whether shares of requests are told, and not only who answers. */
  readonly isWeighed?: true;
  /** Whether the remote secrets call the other cluster otherwise than its control plane does. */
  readonly hasOtherIds?: true;
  /** Whether Git declares the calls of nodeapp3. */
  readonly declares?: true;
  /** Clusters in which Services have a port of every node. */
  readonly nodePorts?: readonly Link[];
  readonly controlPlanes?: Readonly<Record<Link, ControlPlane>>;
}

/** What a pod does in a story; Git knows nothing of it. */
export interface Unwell {
  readonly workload: string;
  /** Default: 200. */
  readonly status?: number;
  /** Default: at once. */
  readonly delayMs?: number;
}

/** What the control plane of a cluster is told; proxies there start anew when it changes. */
export interface ControlPlane {
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  /** Roots that are trusted; the first one is that of the cluster's own authority. */
  readonly roots?: readonly Root[];
  /** Both clusters have one and the same authority under the root. */
  readonly sharesAuthority?: true;
  readonly network?: string;
}

export type Root = 'a' | 'b';
