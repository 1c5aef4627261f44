// Contents of the repository, written as data.
import type { Tree } from './repository.ts';

export const US = 'us-west1/gke-us';
export const EU = 'europe-north1/gke-eu';
export const ASIA = 'asia-east1/gke-asia';

export interface ServiceSpec {
  readonly name: string;
  /** Default `blue`. */
  readonly namespace?: string;
  /** Label `app` of its pods; default: its name. */
  readonly app?: string;
  /** Default 8080. */
  readonly port?: number;
  /** Links of the clusters that serve it; default: all. */
  readonly clusters?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface IngressSpec {
  readonly name: string;
  /** Default `blue`. */
  readonly namespace?: string;
  /** Name of the service that answers what no host does. */
  readonly backend: string;
  /** Host → service. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Names of Secrets; with any of them it serves on 443, too. */
  readonly tls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface TreeSpec {
  readonly clusters: readonly string[];
  readonly services: readonly ServiceSpec[];
  readonly ingresses: readonly IngressSpec[];
  readonly name?: string;
  readonly drift?: 'heal' | 'report';
}

/** `negs: worker` for the cluster without a NEG controller. */
export function treeOf({ clusters, services, ingresses, name = 'prod', drift = 'heal' }: TreeSpec): Tree {
  const fleet = {
    apiVersion: 'rangelight.dev/v1',
    kind: 'Fleet',
    metadata: { name },
    spec: {
      project: 'demo-project',
      network: 'default',
      configClusters: { primary: US, backup: EU },
      clusters: clusters.map((link) => (link === ASIA ? { link, negs: 'worker', endpointsMaxAge: '60s' } : { link })),
      manifests: ['manifests/**/*.yaml'],
      controller: 'rangelight',
      policy: { apply: 'merge', drift, maxDeletes: 200, maxCapacityLoss: 100 },
    },
  };
  const files: Record<string, string> = { 'rangelight.yaml': JSON.stringify(fleet) };
  const place = ({ namespace, name }: { readonly namespace?: string; readonly name: string }): string =>
    namespace === undefined ? name : `${namespace}-${name}`;
  for (const service of services)
    files[`manifests/service-${place(service)}.yaml`] = JSON.stringify(serviceOf(service));
  for (const one of ingresses) files[`manifests/ingress-${place(one)}.yaml`] = JSON.stringify(ingressOf(one, services));
  return files;
}

function serviceOf({
  name,
  namespace = 'blue',
  app = name,
  port = 8080,
  clusters,
  annotations = {},
}: ServiceSpec): unknown {
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterService',
    metadata: { name, namespace, annotations },
    spec: {
      template: { spec: { selector: { app }, ports: [{ name: 'web', protocol: 'TCP', port, targetPort: 8080 }] } },
      ...(clusters && { clusters: clusters.map((link) => ({ link })) }),
    },
  };
}

function ingressOf(
  { name, namespace = 'blue', backend, hosts, tls, annotations = {} }: IngressSpec,
  services: readonly ServiceSpec[],
): unknown {
  const backendOf = (service: string): object => ({
    serviceName: service,
    servicePort: services.find((one) => one.name === service)?.port ?? 8080,
  });
  const rules = Object.entries(hosts).map(([host, service]) => ({
    host,
    http: { paths: [{ path: '/*', backend: backendOf(service) }] },
  }));
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterIngress',
    metadata: { name, namespace, annotations },
    spec: {
      template: {
        spec: {
          backend: backendOf(backend),
          ...(tls && { tls: tls.map((secretName) => ({ secretName })) }),
          rules,
        },
      },
    },
  };
}
