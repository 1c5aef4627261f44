// A small fleet and its facts, for tests of compile.
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { type Compiled, compile } from '../../../../lib/compile/index.ts';
import type { ClusterFacts, Facts, Fleet } from '../../../../lib/fleet/index.ts';
import { readManifests } from '../../../../lib/manifest/index.ts';
import type { DesiredResource } from '../../../../lib/model/index.ts';
import type { ResourceKind } from '../../../../lib/features/ingress/kinds/index.ts';

export const US = 'us-west1/gke-us';
export const EU = 'europe-north1/gke-eu';
export const ASIA = 'asia-east1/gke-asia';

export const INSTALLATION = 'here';

export const FLEET: Fleet = {
  name: 'prod',
  folder: '',
  project: 'acme-net',
  fleetProject: 'acme-net',
  network: 'projects/acme-net/global/networks/default',
  primary: US,
  backup: EU,
  clusters: [ASIA, EU, US].map((link) => ({
    link,
    membership: link.split('/')[1] ?? '',
    membershipLocation: link.split('/')[0] ?? '',
    negs: 'gke',
    source: { file: 'rangelight.yaml', line: 1, column: 1 },
  })),
  manifests: ['**/*.yaml'],
  controller: 'rangelight',
  policy: { apply: 'manual', drift: 'report', maxDeletes: 5, takeover: false },
  source: { file: 'rangelight.yaml', line: 1, column: 1 },
  nameSource: { file: 'rangelight.yaml', line: 3, column: 9 },
};

export function clusterFacts(uid: string, zones: readonly string[], more: Partial<ClusterFacts> = {}): ClusterFacts {
  return { state: 'fresh', uid, zones, nodeTags: [`node-${uid}`], namespaces: ['blue', 'green'], ...more };
}

export const FACTS: Facts = {
  fleet: 'prod',
  clusters: {
    [US]: clusterFacts('us', ['us-west1-a', 'us-west1-b']),
    [EU]: clusterFacts('eu', ['europe-north1-a']),
    [ASIA]: clusterFacts('asia', ['asia-east1-a']),
  },
  addresses: { reserved: '203.0.113.10' },
};

/** Compiles files, name → text, for the fleet. */
export function compileText(
  files: Readonly<Record<string, string>> | string,
  { fleet = FLEET, facts = FACTS }: { readonly fleet?: Fleet; readonly facts?: Facts } = {},
): Compiled {
  const byName = typeof files === 'string' ? { 'a.yaml': files } : files;
  const bytes = Object.entries(byName).map(([name, text]) => [name, new TextEncoder().encode(text)] as const);
  return compile(FEATURES.compilers, {
    fleet,
    installation: INSTALLATION,
    manifests: readManifests(new Map(bytes), { kinds: FEATURES.kinds }),
    facts,
  });
}

export function resourcesOf(compiled: Compiled, kind: ResourceKind): readonly DesiredResource[] {
  return compiled.states.flatMap((state) => state.resources).filter((resource) => resource.ref.kind === kind);
}

export function namesOf(compiled: Compiled, kind: ResourceKind): readonly string[] {
  return [...new Set(resourcesOf(compiled, kind).map((resource) => resource.ref.name))].sort();
}

export interface ServiceOptions {
  readonly port?: number;
  readonly target?: number;
  readonly selector?: string;
  /** Further lines of the document. */
  readonly more?: string;
}

export function service(name: string, options: ServiceOptions = {}): string {
  const { port = 8080, target = port, selector = name, more = '' } = options;
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: ${name}, namespace: blue}
spec:
  template: {spec: {selector: {app: ${selector}}, ports: [{name: web, port: ${port}, targetPort: ${target}}]}}
${more}---
`;
}

export function backend(name: string, port: number | string = 8080): string {
  return `{serviceName: ${name}, servicePort: ${port}}`;
}

export function ingress(name: string, spec: string, annotations = '{}'): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: ${name}, namespace: blue, annotations: ${annotations}}
spec: {template: {spec: ${spec}}}
---
`;
}
