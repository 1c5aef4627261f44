// The objects of the config cluster that the hosted controller reads, and their definitions, which enabling its feature
// installs.
import { KubeError, type KubeClient, type KubeObject } from '../kit/controllers/kube-client.ts';

export interface Backend {
  readonly serviceName: string;
  readonly servicePort: number;
}

export interface Ingress extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly backend?: Backend;
        readonly rules?: readonly {
          readonly host?: string;
          readonly http?: { readonly paths: readonly { readonly path?: string; readonly backend: Backend }[] };
        }[];
        readonly tls?: readonly { readonly secretName?: string }[];
      };
    };
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
}

export interface MultiService extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly selector: Readonly<Record<string, string>>; readonly ports: readonly ServicePort[] };
    };
    readonly clusters?: readonly { readonly link: string }[];
  };
}

export interface Config extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface ConfigObjects {
  readonly ingresses: readonly Ingress[];
  readonly services: readonly MultiService[];
  readonly backendConfigs: readonly Config[];
  readonly frontendConfigs: readonly Config[];
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

const INGRESSES: Kind = kind('networking.gke.io', 'v1', 'MultiClusterIngress', 'multiclusteringresses');
const SERVICES: Kind = kind('networking.gke.io', 'v1', 'MultiClusterService', 'multiclusterservices');
const BACKEND_CONFIGS: Kind = kind('cloud.google.com', 'v1', 'BackendConfig', 'backendconfigs');
const FRONTEND_CONFIGS: Kind = kind('networking.gke.io', 'v1beta1', 'FrontendConfig', 'frontendconfigs');

function kind(group: string, version: string, name: string, plural: string): Kind {
  return { group, version, kind: name, plural };
}

/** Leaves a definition that stands as it is. The schemas of the real ones are not public: these take everything. */
export async function installDefinitions(client: KubeClient): Promise<void> {
  for (const { group, version, kind: name, plural } of [INGRESSES, SERVICES, BACKEND_CONFIGS, FRONTEND_CONFIGS]) {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const schema = { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } };
    const subresources = group === 'networking.gke.io' && version === 'v1' ? { subresources: { status: {} } } : {};
    try {
      await client.create(path, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind: name, plural, singular: name.toLowerCase(), listKind: `${name}List` },
          versions: [{ name: version, served: true, storage: true, schema, ...subresources }],
        },
      });
    } catch (error) {
      if (!(error instanceof KubeError) || error.status !== 409) throw error;
    }
  }
}

export async function readObjects(client: KubeClient): Promise<ConfigObjects> {
  const list = async <T>({ group, version, plural }: Kind): Promise<readonly T[]> =>
    (await client.list<T>(`/apis/${group}/${version}/${plural}`)).items;
  return {
    ingresses: await list<Ingress>(INGRESSES),
    services: await list<MultiService>(SERVICES),
    backendConfigs: await list<Config>(BACKEND_CONFIGS),
    frontendConfigs: await list<Config>(FRONTEND_CONFIGS),
  };
}

export function statusPath({ metadata: { namespace = '', name } }: Ingress): string {
  return `/apis/networking.gke.io/v1/namespaces/${namespace}/multiclusteringresses/${name}/status`;
}
