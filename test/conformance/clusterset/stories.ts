// What is tried with multi-cluster Services, on the embedded clusters and on real ones alike: objects that come and go
// in two clusters, and what a pod of the second one then asks and calls. A data table.
import type { DnsAnswer, DnsQuestion } from '../../../lib/features/services/predict/clusterset-dns.ts';
import { at, exportOf, EXPORTS, SERVICES, serviceOf, SLICES, sliceOf } from '../../contract/importer/fleet.ts';

export const [ONE, TWO] = ['us-west1/one', 'europe-north1/two'] as const;
export const CLUSTERS = [ONE, TWO] as const;
export type Cluster = (typeof CLUSTERS)[number];

export interface Change {
  readonly cluster: Cluster;
  readonly path: string;
  /** Undefined: it is deleted. `lost`: the cluster's API server cannot be reached any more. */
  readonly object: object | undefined | 'lost';
}

/** Where CoreDNS is not the standard: what it answers, and the reason. */
export interface Otherwise {
  readonly question: DnsQuestion;
  readonly answer: DnsAnswer;
  readonly why: string;
}

export interface Story {
  readonly name: string;
  /** Where in the standard, or in GKE's documentation. */
  readonly clause: string;
  readonly key: string;
  readonly changes: readonly Change[];
  readonly questions: readonly DnsQuestion[];
  readonly otherwise?: readonly Otherwise[];
  /** The port of the name that a pod of `TWO` calls, and the clusters that may answer; none: the call is refused. */
  readonly call?: { readonly port: number; readonly answered: readonly Cluster[] };
}

const HTTP = { name: 'http', protocol: 'TCP', port: 80 };
const ADMIN = { name: 'admin', protocol: 'TCP', port: 90 };

interface Pod {
  readonly ip: string;
  readonly hostname?: string;
  readonly state?: 'terminating' | 'unready';
}

/** The server of each cluster's pods: behind every port. */
export const POD: Readonly<Record<Cluster, string>> = { [ONE]: '10.101.1.1', [TWO]: '10.102.1.1' };
export const POD_PORT = 8080;

const endpointOf = ({ ip, hostname, state }: Pod): object => ({
  addresses: [ip],
  conditions: { ready: state === undefined, serving: state !== 'unready', terminating: state === 'terminating' },
  ...(hostname === undefined ? {} : { hostname }),
});

/** Nobody's selector: its endpoints are written by hand, so that no controller has a hand in them. */
function exported(
  cluster: Cluster,
  key: string,
  spec: { readonly ports: readonly (typeof HTTP)[] },
  pods: readonly Pod[],
): readonly Change[] {
  const slice = sliceOf(
    key,
    spec.ports.map((port) => ({ ...port, port: POD_PORT })),
    pods.map(endpointOf),
  ) as { metadata: { labels: object } };
  const labels = { ...slice.metadata.labels, 'endpointslice.kubernetes.io/managed-by': 'conformance' };
  return [
    { cluster, path: at(SERVICES, key), object: serviceOf(key, spec) },
    { cluster, path: at(SLICES, `${key}-abcde`), object: { ...slice, metadata: { ...slice.metadata, labels } } },
    { cluster, path: at(EXPORTS, key), object: exportOf(key) },
  ];
}

const withdrawn = (cluster: Cluster, key: string): Change => ({ cluster, path: at(EXPORTS, key), object: undefined });
const own = (key: string, below = ''): string => `${below}${key.split('/')[1]}.shop.svc.clusterset.local`;
const ask = (key: string, ...asked: readonly (readonly [DnsQuestion['type'], string])[]): readonly DnsQuestion[] =>
  asked.map(([type, below]) => ({ name: own(key, below), type }));
const pod = (cluster: Cluster): Pod => ({ ip: POD[cluster] });
const headless = { clusterIP: 'None', ports: [HTTP] };
const MANY = Array.from({ length: 260 }, (_, index) => ({
  ip: `10.101.${20 + Math.floor(index / 100)}.${(index % 100) + 1}`,
}));

export const STORIES: readonly Story[] = [
  {
    name: 'sample',
    clause: 'DNS 2.3.1, 2.3.2, 2.3.4; KEP-1645, ClusterSetIP',
    key: 'shop/sample',
    changes: exported(ONE, 'shop/sample', { ports: [HTTP] }, [pod(ONE)]),
    questions: ask(
      'shop/sample',
      ['A', ''],
      ['AAAA', ''],
      ['SRV', '_http._tcp.'],
      ['SRV', '_https._tcp.'],
      ['A', 'one.'],
      ['A', 'no-'],
    ),
    otherwise: [
      {
        question: { name: own('shop/sample', '10-101-1-1.one.'), type: 'A' },
        answer: { code: 'NOERROR', records: [{ type: 'A', address: POD[ONE] }] },
        why: 'CoreDNS has names for the pods of every import, not of headless ones alone',
      },
      {
        question: { name: 'dns-version.clusterset.local', type: 'TXT' },
        answer: { code: 'NOERROR', records: [{ type: 'TXT', text: '1.1.0' }] },
        why: 'CoreDNS says the version of the cluster.local specification',
      },
    ],
    call: { port: 80, answered: [ONE] },
  },
  {
    name: 'several ports',
    clause: 'DNS 2.3.2; KEP-1645, Service Port',
    key: 'shop/ports',
    changes: exported(ONE, 'shop/ports', { ports: [HTTP, ADMIN] }, [pod(ONE)]),
    questions: ask('shop/ports', ['A', ''], ['SRV', '_http._tcp.'], ['SRV', '_admin._tcp.'], ['SRV', '_admin._udp.']),
    call: { port: 90, answered: [ONE] },
  },
  {
    name: 'headless',
    clause: 'DNS 2.4.1, 2.4.2, 2.4.4',
    key: 'shop/headless',
    changes: [
      ...exported(ONE, 'shop/headless', headless, [{ ip: '10.101.1.1', hostname: 'db-0' }, { ip: '10.101.1.3' }]),
      ...exported(TWO, 'shop/headless', headless, [
        { ip: '10.102.1.1', hostname: 'db-0' },
        { ip: '10.102.1.4', hostname: 'db-1', state: 'unready' },
      ]),
    ],
    questions: ask(
      'shop/headless',
      ['A', ''],
      ['A', 'db-0.one.'],
      ['A', 'db-0.two.'],
      ['A', 'db-1.two.'],
      ['A', '10-101-1-3.one.'],
      ['A', 'one.'],
      ['SRV', '_http._tcp.'],
    ),
  },
  {
    name: 'conflict',
    clause: 'KEP-1645, Constraints and Conflict Resolution',
    key: 'shop/conflict',
    changes: [
      ...exported(ONE, 'shop/conflict', { ports: [HTTP] }, [pod(ONE)]),
      ...exported(TWO, 'shop/conflict', { ports: [{ ...HTTP, port: 8000 }, ADMIN] }, [pod(TWO)]),
    ],
    questions: ask('shop/conflict', ['A', ''], ['SRV', '_http._tcp.'], ['SRV', '_admin._tcp.']),
    call: { port: 80, answered: [ONE] },
  },
  {
    name: 'withdrawn in one',
    clause: 'KEP-1645, unexporting a Service',
    key: 'shop/going',
    changes: [
      ...exported(ONE, 'shop/going', { ports: [HTTP] }, [pod(ONE)]),
      ...exported(TWO, 'shop/going', { ports: [HTTP] }, [pod(TWO)]),
      withdrawn(ONE, 'shop/going'),
    ],
    questions: ask('shop/going', ['A', ''], ['SRV', '_http._tcp.']),
    call: { port: 80, answered: [TWO] },
  },
  {
    name: 'withdrawn in all',
    clause: 'KEP-1645, unexporting a Service',
    key: 'shop/gone',
    changes: [...exported(ONE, 'shop/gone', { ports: [HTTP] }, [pod(ONE)]), withdrawn(ONE, 'shop/gone')],
    questions: ask('shop/gone', ['A', ''], ['SRV', '_http._tcp.']),
  },
  {
    name: 'terminating pods',
    clause: 'DNS 2.4.1; Kubernetes, EndpointSlices, serving',
    key: 'shop/ending',
    changes: exported(ONE, 'shop/ending', headless, [
      { ip: '10.101.1.1', hostname: 'db-0' },
      { ip: '10.101.1.3', hostname: 'db-1', state: 'terminating' },
    ]),
    questions: ask('shop/ending', ['A', ''], ['A', 'db-1.one.'], ['A', 'db-0.one.']),
  },
  {
    name: 'terminating pods alone',
    clause: 'Kubernetes, EndpointSlices, serving; kube-proxy, terminating endpoints',
    key: 'shop/last',
    changes: exported(ONE, 'shop/last', { ports: [HTTP] }, [{ ip: POD[ONE], state: 'terminating' }]),
    questions: ask('shop/last', ['A', '']),
    call: { port: 80, answered: [ONE] },
  },
  {
    name: 'nobody ready',
    clause: 'DNS 2.3.1; kube-proxy',
    key: 'shop/unready',
    changes: exported(ONE, 'shop/unready', { ports: [HTTP] }, [{ ip: POD[ONE], state: 'unready' }]),
    questions: ask('shop/unready', ['A', '']),
    call: { port: 80, answered: [] },
  },
  {
    name: '260 pods',
    clause: 'DNS 2.4.1',
    key: 'shop/many',
    changes: exported(ONE, 'shop/many', headless, MANY),
    questions: ask('shop/many', ['A', ''], ['A', '10-101-22-60.one.']),
  },
  {
    name: 'a lost cluster',
    clause: 'KEP-1645, stale endpoints',
    key: 'shop/lost',
    changes: [...exported(ONE, 'shop/lost', { ports: [HTTP] }, [pod(ONE)]), { cluster: ONE, path: '', object: 'lost' }],
    questions: ask('shop/lost', ['A', ''], ['SRV', '_http._tcp.']),
    call: { port: 80, answered: [ONE] },
  },
];
