// Manifests as people write them, short enough to be varied.

export interface Service {
  readonly name: string;
  readonly namespace?: string;
  readonly selector?: string;
  readonly targetPort?: number | string;
  readonly clusters?: readonly string[];
  readonly annotations?: string;
}

export function service({
  name,
  namespace = 'blue',
  selector = name,
  targetPort = 8080,
  clusters,
  annotations,
}: Service): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: ${name}
  namespace: ${namespace}${annotations === undefined ? '' : `\n  annotations:\n    ${annotations}`}
spec:
  template:
    spec:
      selector:
        app: ${selector}
      ports:
        - name: http
          protocol: TCP
          port: 80
          targetPort: ${targetPort}
${clusters === undefined ? '' : `  clusters:\n${clusters.map((link) => `    - link: ${link}\n`).join('')}`}`;
}

export interface Rule {
  readonly host?: string;
  readonly path?: string;
  readonly to: string;
}

export interface Ingress {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotations?: readonly string[];
  readonly backend?: string;
  readonly rules?: readonly Rule[];
}

export function ingress({
  name = 'foobar-ingress',
  namespace = 'blue',
  annotations = [],
  backend = 'default-backend',
  rules = [],
}: Ingress): string {
  const notes =
    annotations.length === 0 ? '' : `\n  annotations:\n${annotations.map((one) => `    ${one}`).join('\n')}`;
  const hosts = [...new Set(rules.map(({ host }) => host))];
  const told = hosts.map((host) => {
    const paths = rules
      .filter((rule) => rule.host === host)
      .map(({ path, to }) => {
        const at = path === undefined ? '' : `path: ${path}\n                `;
        return `              - ${at}backend: {serviceName: ${to}, servicePort: 80}`;
      });
    return `        - ${host === undefined ? '' : `host: ${host}\n          `}http:\n            paths:\n${paths.join('\n')}`;
  });
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata:
  name: ${name}
  namespace: ${namespace}${notes}
spec:
  template:
    spec:
      backend:
        serviceName: ${backend}
        servicePort: 80
${told.length === 0 ? '' : `      rules:\n${told.join('\n')}\n`}`;
}

export interface FleetText {
  readonly clusters?: readonly string[];
  readonly primary?: string;
  readonly backup?: string;
  readonly policy?: string;
}

export function fleet({
  clusters = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-asia'],
  primary = 'us-west1/gke-us',
  backup = 'europe-north1/gke-eu',
  policy = 'apply: merge, drift: heal, maxDeletes: 20',
}: FleetText = {}): string {
  return `apiVersion: rangelight.dev/v1
kind: Fleet
metadata:
  name: prod
spec:
  project: acme-net
  network: default
  configClusters: {primary: ${primary}, backup: ${backup}}
  clusters:
${clusters.map((link) => `    - link: ${link}`).join('\n')}
  manifests: ["manifests/**/*.yaml"]
  controller: rangelight
  policy: {${policy}}
`;
}

export function documents(...all: readonly string[]): string {
  return all.join('---\n');
}
