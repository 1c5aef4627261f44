// The story of a call across clusters: nodeapp3 of the first cluster calls nodeapp1, which has a version in each, and
// nodeapp2, which only the second has.
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { meshAsked, type verdictLines } from '../../../../lib/features/mesh/index.ts';

export const SOUTH = 'asia-south1/cluster-1';
export const EAST = 'asia-southeast1/cluster-2';

export const FLEET = (
  mesh: string,
  members: readonly string[] = [SOUTH, EAST],
): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: my-project
  network: default
  controller: rangelight
  configClusters: {primary: ${SOUTH}, backup: ${EAST}}
  clusters:
    folders: clusters/{location}/{name}/**
    members: [${members.map((link) => `{link: ${link}}`).join(', ')}]
  manifests: ['**/*.yaml']
  mesh: ${mesh}
`;

export const NAMESPACE = (labels = 'istio-injection: enabled'): string =>
  `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {${labels}}}\n`;

export const SERVICE = (name: string, more = '', ports = '[{name: http, port: 80, targetPort: 9000}]'): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: default}\nspec: {${more}selector: {app: ${name}}, ports: ${ports}}\n`;

/** @param calls URLs in its environment. */
export const DEPLOYMENT = (name: string, app = name, calls = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: default}
spec:
  replicas: 1
  template:
    metadata: {labels: {app: ${app}, version: ${name.split('-')[1] ?? 'v1'}}}
    spec:
      serviceAccountName: ${app}
      containers: [{name: main, env: [{name: PEERS, value: '${calls}'}]}]
`;

export const RULE = (kind: string, name: string, spec: string, namespace = 'default'): string => {
  const group = ['PeerAuthentication', 'AuthorizationPolicy'].includes(kind) ? 'security' : 'networking';
  return `---\napiVersion: ${group}.istio.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
};

const SERVICES = ['nodeapp1', 'nodeapp2', 'nodeapp3'].map((name) => SERVICE(name));

/** Each cluster's manifests, as lists of documents. */
export interface Story {
  readonly south: readonly string[];
  readonly east: readonly string[];
  readonly mesh?: string;
  /** What is read in clusters; default: what is assumed. */
  readonly facts?: object;
}

export const WHOLE: Story = {
  south: [
    NAMESPACE(),
    ...SERVICES,
    DEPLOYMENT('nodeapp1-v1', 'nodeapp1'),
    DEPLOYMENT('nodeapp3', 'nodeapp3', 'http://nodeapp1/ http://nodeapp2/'),
  ],
  east: [NAMESPACE(), ...SERVICES, DEPLOYMENT('nodeapp1-v2', 'nodeapp1'), DEPLOYMENT('nodeapp2')],
};

export function without(documents: readonly string[], start: RegExp): readonly string[] {
  return documents.filter((one) => !start.test(one));
}

export function filesOf({ south, east, mesh = '{}' }: Story): ReadonlyMap<string, Uint8Array> {
  const text = {
    'rangelight.yaml': FLEET(mesh),
    [`clusters/${SOUTH}/a.yaml`]: south.join(''),
    [`clusters/${EAST}/a.yaml`]: east.join(''),
  };
  return new Map(Object.entries(text).map(([path, one]) => [path, new TextEncoder().encode(one)]));
}

export function ask(
  story: Story,
  from: string,
  to: string,
  cluster?: string,
): { readonly answer: Parameters<typeof verdictLines>[0]; readonly findings: readonly string[] } {
  const asked = askDirectory(
    {
      features: FEATURES,
      files: filesOf(story),
      fleet: undefined,
      facts: story.facts === undefined ? undefined : { path: 'facts.json', text: JSON.stringify(story.facts) },
    },
    meshAsked({ from, to, cluster }),
  );
  const ours = asked.diagnostics.filter(({ code }) => code.startsWith('mesh-'));
  return {
    answer: asked.answer,
    findings: ours.map(({ code, source }) => `${code} ${source?.file.split('/').slice(-2).join('/')}:${source?.line}`),
  };
}
