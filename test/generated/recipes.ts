// Folders as people have them, laid out like public recipes for Multi Cluster Ingress (case 60): foreign kinds and
// READMEs beside the manifests, folders of clusters, no namespaces.

export type Files = Readonly<Record<string, string>>;

const meta = (name: string, namespace?: string, more = ''): string =>
  `metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}${more}}`;

export const mcs = (name: string, namespace?: string, spec = '', more = ''): string =>
  `apiVersion: networking.gke.io/v1
kind: MultiClusterService
${meta(name, namespace, more)}
spec:
  template: {spec: {selector: {app: ${name}}, ports: [{name: web, protocol: TCP, port: 8080, targetPort: 8080}]}}
${spec}`;

export const mci = (name: string, namespace: string | undefined, host: string, to: string, more = ''): string =>
  `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
${meta(name, namespace, more)}
spec:
  template:
    spec:
      backend: {serviceName: ${to}, servicePort: 8080}
      rules: [{host: ${host}, http: {paths: [{path: /shop/*, backend: {serviceName: ${to}, servicePort: 8080}}]}}]
`;

const app = (name: string, namespace?: string): string => `apiVersion: apps/v1
kind: Deployment
${meta(name, namespace)}
spec: {replicas: 2, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: web, image: web}]}}}
`;

export const RECIPES: Readonly<Record<string, { readonly files: Files; readonly change: string }>> = {
  'one folder, foreign kinds and a README beside the manifests': {
    change: 'ingress/mci.yaml',
    files: {
      'ingress/README.md': '# How to deploy\n',
      'ingress/app.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: store}\n---\n${app('store', 'store')}`,
      'ingress/mci.yaml': mci('front', 'store', 'store.example.com', 'store'),
      'ingress/mcs.yaml': mcs('store', 'store'),
    },
  },
  'several clusters with a folder each': {
    change: 'config-cluster/mci.yaml',
    files: {
      'cluster-east/app.yaml': app('store', 'store'),
      'cluster-west/app.yaml': app('store', 'store'),
      'config-cluster/mci.yaml': mci('front', 'store', 'store.example.com', 'store'),
      'config-cluster/mcs.yaml': mcs('store', 'store', '  clusters: [{link: us-west1/gke-us}]\n'),
    },
  },
  'no namespace anywhere': {
    change: 'manifests/all.yaml',
    files: {
      'manifests/all.yaml': `${app('store')}---\n${mcs('store')}---\n${mci('front', undefined, 'a.example.com', 'store')}`,
    },
  },
  'two services, for blue and green': {
    change: 'k8s/blue-green/mci.yml',
    files: {
      'k8s/blue-green/mci.yml': mci('front', 'store', 'store.example.com', 'blue'),
      'k8s/blue-green/services.yml': `${mcs('blue', 'store')}---\n${mcs('green', 'store')}`,
    },
  },
  'settings of backends beside them, at the root': {
    change: 'mci.yaml',
    files: {
      'mci.yaml': mci('front', 'store', 'store.example.com', 'store'),
      'mcs.yaml': mcs('store', 'store', '', `, annotations: {cloud.google.com/backend-config: '{"default": "cdn"}'}`),
      'config.yaml': `apiVersion: cloud.google.com/v1\nkind: BackendConfig\n${meta('cdn', 'store')}\nspec: {timeoutSec: 20, cdn: {enabled: true}}\n`,
    },
  },
};
