// docs/reference/mesh-findings.md: each finding of the mesh, what it rests on, and where it can be seen.
import { CODES } from '../../functions/wiring/codes.ts';
import type { MeshCode } from '../../lib/features/mesh/codes/index.ts';
import { markdownTable } from './markdown-table.ts';

const ISTIO = 'https://istio.io/latest/docs';
const PAGES = {
  dns: ['DNS with multiple clusters', `${ISTIO}/ops/deployment/deployment-models/#dns-with-multiple-clusters`],
  'dns proxy': ['DNS proxying', `${ISTIO}/ops/configuration/traffic-management/dns-proxy/`],
  multicluster: ['Multicluster traffic', `${ISTIO}/ops/configuration/traffic-management/multicluster/`],
  trouble: ['Troubleshooting multicluster', `${ISTIO}/ops/diagnostic-tools/multicluster/`],
  destination: ['DestinationRule', `${ISTIO}/reference/config/networking/destination-rule/`],
  route: ['VirtualService', `${ISTIO}/reference/config/networking/virtual-service/`],
  peer: ['PeerAuthentication', `${ISTIO}/reference/config/security/peer_authentication/`],
  policy: ['AuthorizationPolicy', `${ISTIO}/reference/config/security/authorization-policy/`],
  domain: ['Trust domain migration', `${ISTIO}/tasks/security/authorization/authz-td-migration/`],
  roots: ['Plug in CA certificates', `${ISTIO}/tasks/security/cert-management/plugin-ca-cert/`],
  discovery: ['pilot-discovery', `${ISTIO}/reference/commands/pilot-discovery/`],
  install: ['Install multi-primary', `${ISTIO}/setup/install/multicluster/multi-primary/`],
  headless: ['Headless Services', 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services'],
  ejection: [
    'Envoy, outlier detection',
    'https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/outlier_detection.proto',
  ],
  rotation: ['istio/istio#61043', 'https://github.com/istio/istio/issues/61043'],
  secrets: ['istio/istio#58047', 'https://github.com/istio/istio/issues/58047'],
  managed: [
    'Managed endpoint discovery',
    'https://cloud.google.com/service-mesh/docs/operate-and-maintain/multi-cluster',
  ],
  moving: [
    'Configuration updates for modernization',
    'https://cloud.google.com/service-mesh/docs/migrate/modernization-configuration-updates',
  ],
  fleet: ['GKE Hub, features', 'https://cloud.google.com/kubernetes-engine/fleet-management/docs/reference/rest'],
} as const satisfies Readonly<Record<string, readonly [title: string, url: string]>>;

interface MeshFinding {
  readonly source: keyof typeof PAGES | 'ours';
  /** A folder of schemas/examples/invalid, whose expected.json has it; or a test that has it. */
  readonly example: string;
  /** Istiod and Envoy did it: docs/real-world.md. */
  readonly isSeen?: true;
}

const [NAMES, RULES, TRUST, DISCOVERY] = ['mesh-names', 'mesh-rules', 'mesh-trust', 'mesh-discovery'];

export const MESH_FINDINGS: Readonly<Record<MeshCode, MeshFinding>> = {
  'mesh-breaker-no-effect': { source: 'ejection', example: RULES, isSeen: true },
  'mesh-breaker-worse': { source: 'destination', example: RULES, isSeen: true },
  'mesh-call-unknown': { source: 'ours', example: NAMES },
  'mesh-calls-limit': { source: 'ours', example: 'test/unit/features/mesh/story.test.ts' },
  'mesh-clusterset-host': { source: 'discovery', example: NAMES },
  'mesh-control-plane': { source: 'fleet', example: DISCOVERY },
  'mesh-deny-passed': { source: 'policy', example: TRUST, isSeen: true },
  'mesh-failover-alone': { source: 'destination', example: RULES, isSeen: true },
  'mesh-forbidden': { source: 'policy', example: TRUST, isSeen: true },
  'mesh-headless-port': { source: 'headless', example: 'test/unit/features/mesh/headless.test.ts', isSeen: true },
  'mesh-id-twice': { source: 'install', example: 'mesh-id-twice' },
  'mesh-kept-local': { source: 'multicluster', example: NAMES, isSeen: true },
  'mesh-migration': { source: 'moving', example: 'test/unit/features/mesh/moving.test.ts' },
  'mesh-name-by-proxy': { source: 'dns proxy', example: NAMES },
  'mesh-name-missing': { source: 'dns', example: NAMES, isSeen: true },
  'mesh-networks-differ': { source: 'install', example: DISCOVERY, isSeen: true },
  'mesh-no-endpoints': { source: 'trouble', example: NAMES, isSeen: true },
  'mesh-not-installed': { source: 'managed', example: DISCOVERY },
  'mesh-plain-text-refused': { source: 'peer', example: TRUST, isSeen: true },
  'mesh-port-missing': { source: 'trouble', example: NAMES, isSeen: true },
  'mesh-port-names-differ': { source: 'multicluster', example: NAMES, isSeen: true },
  'mesh-region-first': { source: 'destination', example: 'test/unit/features/mesh/rules.test.ts', isSeen: true },
  'mesh-retries-cut': { source: 'route', example: RULES, isSeen: true },
  'mesh-root-new': { source: 'roots', example: DISCOVERY, isSeen: true },
  'mesh-roots-differ': { source: 'trouble', example: 'test/unit/features/mesh/trust.test.ts', isSeen: true },
  'mesh-rotation': { source: 'rotation', example: DISCOVERY },
  'mesh-route-nowhere': { source: 'route', example: RULES, isSeen: true },
  'mesh-rules-differ': { source: 'multicluster', example: RULES, isSeen: true },
  'mesh-secret-goes': { source: 'secrets', example: 'test/unit/features/mesh/moving.test.ts', isSeen: true },
  'mesh-secrets-unread': { source: 'moving', example: DISCOVERY },
  'mesh-services-differ': { source: 'headless', example: NAMES, isSeen: true },
  'mesh-too-far': { source: 'route', example: RULES },
  'mesh-trust': { source: 'domain', example: TRUST, isSeen: true },
  'mesh-trust-domains-differ': { source: 'domain', example: 'test/unit/features/mesh/trust.test.ts', isSeen: true },
  'mesh-two-rules': { source: 'destination', example: RULES, isSeen: true },
};

const HEAD = `<!-- Generated from docs/reference/mesh-findings-page.ts by \`npm run gen\`. Do not edit. -->

# What is found of a mesh

Each finding of the [mesh](../mesh.md), the public page on what it rests on, and an example that is kept as it is by a test. _Seen_: real istiod and Envoy did it
([how](../real-world.md)); where they and a page differ, they count. What each means and what to do is under [Diagnostics](diagnostics.md).
`;

export function meshFindingsPage(): string {
  const rows = Object.entries(MESH_FINDINGS).map(([code, { source, example, isSeen }]) => [
    `[${code}](diagnostics.md#${code})`,
    CODES.diagnostics[code]?.title ?? '',
    sourceLink(source),
    isSeen === true ? 'yes' : '',
    exampleLink(example),
  ]);
  return [HEAD, ...markdownTable(['code', 'what it is', 'source', 'seen', 'example'], rows), ''].join('\n');
}

function sourceLink(source: MeshFinding['source']): string {
  if (source === 'ours') return 'a limit or a file of ours';
  const [title, url] = PAGES[source];
  return `[${title}](${url})`;
}

function exampleLink(example: string): string {
  const path = example.startsWith('test/') ? example : `schemas/examples/invalid/${example}`;
  return `[${path.split('/').at(-1)}](../../${path})`;
}
