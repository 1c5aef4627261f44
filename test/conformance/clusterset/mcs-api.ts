// The public conformance suite of the Multi-Cluster Services API (sigs.k8s.io/mcs-api, conformance), spec by spec: what
// is ours of it, and the test that shows it. The suite itself starts pods and runs commands in them, which no emulated
// cluster has. A data table.

const SUITE = 'https://github.com/kubernetes-sigs/mcs-api/blob/master/conformance';
const KEP =
  'https://github.com/kubernetes/enhancements/tree/master/keps/sig-multicluster/1645-multi-cluster-services-api';

/** File of the suite → a link to it. */
export const FILES = {
  'service_import.go': `${SUITE}/service_import.go`,
  'endpoint_slice.go': `${SUITE}/endpoint_slice.go`,
  'connectivity.go': `${SUITE}/connectivity.go`,
  'clusterip_service_dns.go': `${SUITE}/clusterip_service_dns.go`,
  'headless_service_dns.go': `${SUITE}/headless_service_dns.go`,
} as const;

export interface ShownBy {
  /** Below test/. */
  readonly test: string;
  readonly titled: string;
}

export interface Spec {
  readonly file: keyof typeof FILES;
  /** What it asks, in our words. */
  readonly asks: string;
  readonly level: 'required' | 'optional';
  /** Section of KEP-1645 that it cites. */
  readonly section: string;
  readonly ours: string;
  readonly shown: readonly ShownBy[];
  /** What of it is no doing of a hosted importer, or not asked by the DNS specification, and why. */
  readonly outside?: string;
}

export function sectionLink(section: string): string {
  return `${KEP}#${section}`;
}

const of =
  (test: string) =>
  (titled: string): ShownBy => ({ test, titled });
const importer = of('contract/importer/importer.test.ts');
const suite = of('contract/importer/mcs-api.test.ts');
const merge = of('unit/features/services/predict/merge.test.ts');
const dns = of('unit/features/services/predict/clusterset-dns.test.ts');
const traffic = of('contract/pod-network/traffic.test.ts');
const network = of('contract/pod-network/pod-network.test.ts');
const real = of('contract/conformance/clusterset.test.ts')('%s: names and calls are as real clusters had them');

const NO_CONDITIONS =
  'The condition on the exports: GKE documents none, and its own group shows none in any sample. Rangelight says it in the pull request, as a finding.';
const NO_EXPORTED_LABELS =
  "GKE's own group has no such fields, and nothing public says that its importer reads those of the other group. Rangelight does not carry them over, and warns.";
const BARE_SRV =
  'The suite asks for SRV of the name itself, which CoreDNS answers; the DNS specification 1.0.0 has SRV below `_PORT._PROTOCOL` alone, and that is predicted.';

export const SPECS: readonly Spec[] = [
  {
    file: 'service_import.go',
    asks: 'there is an import exactly as long as some cluster exports the name',
    level: 'required',
    section: 'importing-services',
    ours: 'predicted, made and withdrawn so',
    shown: [
      importer('takes up a second export, and loses the endpoints of one that is withdrawn, with the address kept'),
      importer('goes everywhere with its last export: endpoints first, then the Service, the import last'),
    ],
  },
  {
    file: 'service_import.go',
    asks: 'only exported labels and annotations are on the import',
    level: 'optional',
    section: 'labels-and-annotations',
    ours: 'predicted so of exports that others write in the standard group',
    shown: [suite('only exported labels and annotations are on the import')],
    outside: NO_EXPORTED_LABELS,
  },
  {
    file: 'service_import.go',
    asks: 'of labels and annotations that disagree those of the oldest export',
    level: 'optional',
    section: 'labels-and-annotations',
    ours: 'predicted so, as a whole; finding `export-conflict`',
    shown: [
      merge('Labels and annotations: those of the oldest export as a whole, never merged by key'),
      suite('of labels that disagree those of the oldest export'),
    ],
    outside: NO_CONDITIONS,
  },
  {
    file: 'service_import.go',
    asks: 'a ClusterIP Service becomes an import of type ClusterSetIP in each cluster, until it is withdrawn',
    level: 'required',
    section: 'importing-services',
    ours: 'predicted and made so, in each cluster with the namespace',
    shown: [
      importer('has an import, a Service and endpoints in each cluster with the namespace, as GKE prints them'),
      importer('goes everywhere with its last export: endpoints first, then the Service, the import last'),
    ],
  },
  {
    file: 'service_import.go',
    asks: 'the session affinity of the import, and its time-out, are the Service’s',
    level: 'required',
    section: 'session-affinity',
    ours: 'predicted and made so',
    shown: [suite('session affinity and its time-out are the Service’s')],
  },
  {
    file: 'service_import.go',
    asks: 'the internal traffic policy of the import is the Service’s',
    level: 'required',
    section: 'internal-traffic-policy',
    ours: 'predicted and made so; `Local` is a finding (`export-local-traffic`)',
    shown: [suite('the internal traffic policy is the Service’s')],
  },
  {
    file: 'service_import.go',
    asks: 'the traffic distribution of the import is the Service’s',
    level: 'required',
    section: 'traffic-distribution',
    ours: 'predicted and made so',
    shown: [suite('the traffic distribution is the Service’s')],
  },
  {
    file: 'service_import.go',
    asks: 'an import of type ClusterSetIP has a valid IP',
    level: 'required',
    section: 'clustersetip',
    ours: 'that of the Service behind it; verified in sweeps',
    shown: [importer('has an import, a Service and endpoints in each cluster with the namespace, as GKE prints them')],
  },
  {
    file: 'service_import.go',
    asks: 'the ports of the import are the Service’s',
    level: 'required',
    section: 'service-port',
    ours: 'predicted and made so; verified in sweeps',
    shown: [suite('the ports are the Service’s')],
  },
  {
    file: 'service_import.go',
    asks: 'of two clusters the ports are united, which is a conflict',
    level: 'required',
    section: 'service-port',
    ours: 'predicted and made so; finding `export-conflict`',
    shown: [
      merge('the union of all ports, each in the clusters that have it; any difference is a conflict'),
      suite('of two clusters the ports are united'),
    ],
    outside: NO_CONDITIONS,
  },
  {
    file: 'service_import.go',
    asks: 'of one port with two numbers that of the oldest export',
    level: 'required',
    section: 'service-port',
    ours: 'predicted and made so; finding `export-conflict`',
    shown: [
      merge('one name with two numbers: the number of the older export'),
      suite('of one port with two numbers that of the oldest export'),
    ],
    outside: NO_CONDITIONS,
  },
  {
    file: 'service_import.go',
    asks: 'a headless Service becomes an import of type Headless in each cluster, until it is withdrawn',
    level: 'required',
    section: 'service-types',
    ours: 'predicted and made so',
    shown: [suite('a headless Service is imported as one, without an address, until it is withdrawn')],
  },
  {
    file: 'service_import.go',
    asks: 'an import of type Headless has no IP',
    level: 'required',
    section: 'clustersetip',
    ours: 'predicted and made so',
    shown: [suite('a headless Service is imported as one, without an address, until it is withdrawn')],
  },
  {
    file: 'service_import.go',
    asks: 'an ExternalName is not imported',
    level: 'required',
    section: 'service-types',
    ours: 'predicted and made so; an error on its line, and the export is not written (`export-external-name`)',
    shown: [
      importer('is in no cluster while there is no Service, or an ExternalName'),
      of('unit/features/services/findings.test.ts')('an ExternalName is not written as an export'),
    ],
    outside: NO_CONDITIONS,
  },
  {
    file: 'service_import.go',
    asks: 'of a headless Service and another one the oldest export decides the type',
    level: 'required',
    section: 'headlessness',
    ours: 'predicted and made so; finding `export-type-mix`',
    shown: [
      merge('Headlessness: headless where the oldest Service is'),
      suite('of a headless Service and another one the oldest export decides'),
    ],
    outside: NO_CONDITIONS,
  },
  {
    file: 'endpoint_slice.go',
    asks: 'there are EndpointSlices with the labels of the standard in each cluster, until the Service is withdrawn',
    level: 'optional',
    section: 'using-endpointslice-objects-to-track-endpoints',
    ours: 'made so by the emulation; that GKE does it is not documented, and nothing rests on it',
    shown: [suite('slices say the name, the cluster and a manager that is not Kubernetes’ own, until it is withdrawn')],
  },
  {
    file: 'connectivity.go',
    asks: 'a Service that nobody exports cannot be reached by the name',
    level: 'required',
    section: 'exporting-services',
    ours: 'predicted and answered so',
    shown: [traffic('is not found any more when its last export is withdrawn')],
  },
  {
    file: 'connectivity.go',
    asks: 'an exported Service is reached by the name from all clusters',
    level: 'optional',
    section: 'dns',
    ours: 'carried so by the emulation, and by kube-proxy and CoreDNS of real clusters',
    shown: [
      traffic('loses no call through a second export, a conflict, a withdrawal, and a cluster cut off and back'),
      real,
    ],
  },
  {
    file: 'connectivity.go',
    asks: 'of two clusters with the Service only the one that exports it is reached',
    level: 'optional',
    section: 'exporting-services',
    ours: 'carried so',
    shown: [suite('only clusters that export it are behind the name')],
  },
  {
    file: 'connectivity.go',
    asks: 'a port leads only to the cluster that has it with that number',
    level: 'optional',
    section: 'service-port',
    ours: 'predicted and carried so, also by kube-proxy (story `conflict`)',
    shown: [suite('of one port with two numbers that of the oldest export'), real],
  },
  {
    file: 'connectivity.go',
    asks: 'two ports of two clusters lead each to its own',
    level: 'optional',
    section: 'service-port',
    ours: 'predicted and carried so',
    shown: [suite('of two clusters the ports are united')],
  },
  {
    file: 'clusterip_service_dns.go',
    asks: 'the name has the address of the import',
    level: 'optional',
    section: 'dns',
    ours: 'predicted so, and answered by CoreDNS (story `sample`)',
    shown: [dns('2.3.1: an A and an AAAA record, by the family of each address'), real],
  },
  {
    file: 'clusterip_service_dns.go',
    asks: 'SRV records have port and name',
    level: 'optional',
    section: 'dns',
    ours: 'predicted so for each named port, and answered by CoreDNS (story `several ports`)',
    shown: [dns('2.3.2: an SRV record for each named port, which leads to the name itself; none without a name'), real],
    outside: BARE_SRV,
  },
  {
    file: 'clusterip_service_dns.go',
    asks: 'the name below cluster.local leads to the Service of the own cluster alone',
    level: 'optional',
    section: 'dns',
    ours: 'Kubernetes does it; the emulation of pods’ networks too',
    shown: [network('leads a name of the cluster to a ready pod, by the port of its slice')],
  },
  {
    file: 'headless_service_dns.go',
    asks: 'a headless name has the addresses of all ready pods',
    level: 'optional',
    section: 'dns',
    ours: 'predicted so, and answered by CoreDNS (stories `headless`, `terminating pods`, `260 pods`)',
    shown: [dns('2.4.1: the addresses of ready endpoints; one that is not ready has none'), real],
  },
  {
    file: 'headless_service_dns.go',
    asks: 'HOSTNAME.CLUSTER before a headless name has the address of that pod',
    level: 'optional',
    section: 'dns',
    ours: 'predicted so, and answered by CoreDNS (story `headless`)',
    shown: [dns('2.4.1: one name for each ready endpoint, by its hostname and the id of its cluster'), real],
  },
  {
    file: 'headless_service_dns.go',
    asks: 'SRV records of a headless name have one for each pod',
    level: 'optional',
    section: 'dns',
    ours: 'predicted so for each named port, and answered by CoreDNS (story `headless`)',
    shown: [dns('2.4.2: an SRV record for each ready endpoint and named port, with the port of its slice'), real],
    outside: BARE_SRV,
  },
];
