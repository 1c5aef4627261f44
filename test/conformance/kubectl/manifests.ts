// The YAML files of the pages.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const DEFINITIONS = fileURLToPath(new URL('../../../schemas/crds', import.meta.url));

/** File name → text. */
export function manifests(): Readonly<Record<string, string>> {
  const crds = globSync(`${DEFINITIONS}/*.json`).map((file) => readFileSync(file, 'utf8'));
  return {
    'crds.yaml': crds.join('\n---\n'),
    'namespace.yaml': stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'whereami' } }),
    'deploy.yaml': stringify(deployment),
    'mci.yaml': stringify(ingress()),
    'mci-two.yaml': stringify(ingress({ rules: [{ host: 'example.com', http: { paths: [{ backend: BACKEND }] } }] })),
    'mcs.yaml': stringify(service('whereami-mcs', { app: 'whereami' })),
    'mcs-typo.yaml': stringify(typo),
    'mcs-canary.yaml': stringify(service('canary-mcs', { app: 'canary' })),
    'mcs-canary-two.yaml': stringify(service('canary-mcs', { app: 'whereami' })),
  };
}

const BACKEND = { serviceName: 'whereami-mcs', servicePort: 8080 };
const ports = [{ name: 'web', protocol: 'TCP', port: 8080, targetPort: 8080 }];

function ingress(extra: object = {}): object {
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterIngress',
    metadata: { name: 'whereami-ingress', namespace: 'whereami' },
    spec: { template: { spec: { backend: BACKEND, ...extra } } },
  };
}

function service(name: string, selector: Readonly<Record<string, string>>) {
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterService',
    metadata: { name, namespace: 'whereami' },
    spec: { template: { spec: { selector, ports } } },
  };
}

const typed = service('typo-mcs', { app: 'whereami' });
const typo = { ...typed, spec: { ...typed.spec, clutsers: [] } };

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'whereami-deployment', namespace: 'whereami', labels: { app: 'whereami' } },
  spec: {
    selector: { matchLabels: { app: 'whereami' } },
    template: {
      metadata: { labels: { app: 'whereami' } },
      spec: { containers: [{ name: 'frontend', image: 'whereami:v1.2.20', ports: [{ containerPort: 8080 }] }] },
    },
  },
};
