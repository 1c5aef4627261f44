// Manifests of clauses, as text.

const object = (apiVersion: string, kind: string, name: string, annotations: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: blue\n  annotations: {${annotations}}\nspec: ${spec}\n---\n`;

/** A MultiClusterService with the port web, 8080, for all clusters. */
export const service = (name: string, annotations = '', more = ''): string =>
  object(
    'networking.gke.io/v1',
    'MultiClusterService',
    name,
    annotations,
    `{template: {spec: {selector: {app: ${name}}, ports: [{name: web, port: 8080, targetPort: 8080}]}}${more}}`,
  );

/** A MultiClusterIngress whose default backend is web, with further members of its template. */
export const ingress = (more = '', annotations = ''): string =>
  object(
    'networking.gke.io/v1',
    'MultiClusterIngress',
    'front',
    annotations,
    `{template: {spec: {backend: {serviceName: web, servicePort: 8080}${more}}}}`,
  );

export const rawIngress = (spec: string): string =>
  object('networking.gke.io/v1', 'MultiClusterIngress', 'front', '', `{template: {spec: ${spec}}}`);

export const backendConfig = (spec: string): string =>
  object('cloud.google.com/v1', 'BackendConfig', 'settings', '', spec);

export const frontendConfig = (spec: string): string =>
  object('networking.gke.io/v1beta1', 'FrontendConfig', 'frontend', '', spec);

/** A service with a BackendConfig, and an ingress before it. */
export const configured = (spec: string): string =>
  backendConfig(spec) + service('web', `cloud.google.com/backend-config: '{"default":"settings"}'`) + ingress();
