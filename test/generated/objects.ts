// A generated fleet as the objects of its manifests, and as the files of a commit.
import { stringify } from 'yaml';
import { EU, type GeneratedFleet, type GeneratedIngress, type GeneratedService, US } from './fleet.ts';
import { type Backend, rulesSpec } from './routes.ts';

/** Reserved addresses of the project, name → IP; an ingress that asks for one gets the one of its number. */
export type Reserved = Readonly<Record<string, string>>;

/** Names of addresses that must be reserved. */
export const RESERVED_NAMES = ['vip-0', 'vip-1'] as const;

const NAMESPACE = 'blue';
const SERVICES = ['a', 'b', 'c'] as const;
const INGRESSES = ['front', 'second'] as const;

/** Every object, configs first. */
export function objectsOf(fleet: GeneratedFleet, reserved: Reserved, project: string): readonly object[] {
  const { services, ingresses, backendConfigs } = fleet;
  const ports: readonly Named[] = services.flatMap((one, at) =>
    one.ports.map(({ port }) => ({ service: SERVICES[at] ?? '', port, name: `p${port}` })),
  );
  return [
    ...backendConfigs.map((spec, at) => object('cloud.google.com/v1', 'BackendConfig', `settings-${at}`, {}, spec)),
    ...services.map((one, at) => serviceObject(one, SERVICES[at] ?? '', backendConfigs.length)),
    ...ingresses.flatMap((one, at) => {
      const name = INGRESSES[at] ?? '';
      const config = object('networking.gke.io/v1beta1', 'FrontendConfig', name, {}, one.frontEnd ?? {});
      const annotations = frontEnd(one, at, { reserved, project, name });
      const found = ingressObject(one, name, ports, annotations);
      return one.frontEnd === undefined ? [found] : [config, found];
    }),
  ];
}

interface Named {
  readonly service: string;
  readonly port: number;
  readonly name: string;
}

function object(apiVersion: string, kind: string, name: string, annotations: object, spec: object): object {
  const metadata = { name, namespace: NAMESPACE, ...(Object.keys(annotations).length > 0 && { annotations }) };
  return { apiVersion, kind, metadata, spec };
}

function serviceObject(one: GeneratedService, name: string, configs: number): object {
  const ports = one.ports.map(({ port, targetPort }) => ({ name: `p${port}`, protocol: 'TCP', port, targetPort }));
  const protocols = one.ports.flatMap(({ port, protocol }) => (protocol === undefined ? [] : [[`p${port}`, protocol]]));
  const config = backendConfig(one, `settings-${name.charCodeAt(0) % configs}`, `settings-${configs - 1}`);
  const key = one.betaKey ? 'beta.cloud.google.com/backend-config' : 'cloud.google.com/backend-config';
  const annotations = {
    ...(config && { [key]: JSON.stringify(config) }),
    ...(protocols.length > 0 && {
      'networking.gke.io/app-protocols': JSON.stringify(Object.fromEntries(protocols)),
    }),
    ...(one.maxRate !== undefined && { 'networking.gke.io/max-rate-per-endpoint': one.maxRate }),
    ...(one.scaler !== undefined && { 'networking.gke.io/capacity-scaler': one.scaler }),
  };
  const template = { spec: { selector: { app: one.app }, ports } };
  const clusters = one.clusters?.map((link) => ({ link }));
  const spec = { template, ...(clusters && { clusters }) };
  return object(`networking.gke.io/${one.version}`, 'MultiClusterService', name, annotations, spec);
}

function backendConfig({ configured, ports }: GeneratedService, one: string, other: string): object | undefined {
  const [first] = ports;
  switch (configured) {
    case 'none':
      return undefined;
    case 'default':
      return { default: one };
    case 'by name':
      return { ports: { [`p${first?.port}`]: one } };
    case 'by number':
      return { ports: { [`${first?.port}`]: one } };
    case 'name and default':
      return { ports: { [`p${first?.port}`]: one }, default: other };
  }
}

function ingressObject(one: GeneratedIngress, name: string, ports: readonly Named[], annotations: object): object {
  const backendOf = (number: number): Backend => {
    const found = ports[(one.picks[number % one.picks.length] ?? 0) % ports.length];
    if (found === undefined) throw new RangeError('there is no port');
    return { serviceName: found.service, servicePort: one.byPortName ? found.name : found.port };
  };
  const rules = rulesSpec(one.rules, (number) => backendOf(number + 1));
  const template = { spec: { backend: backendOf(0), ...(rules.length > 0 && { rules }) } };
  return object(`networking.gke.io/${one.version}`, 'MultiClusterIngress', name, annotations, { template });
}

function frontEnd(
  { address, certificates, frontEnd: config }: GeneratedIngress,
  at: number,
  { reserved, project, name }: { readonly reserved: Reserved; readonly project: string; readonly name: string },
): object {
  const vip = RESERVED_NAMES[at] ?? '';
  const ip = {
    own: undefined,
    name: vip,
    url: `https://www.googleapis.com/compute/v1/projects/${project}/global/addresses/${vip}`,
    literal: reserved[vip],
  }[address];
  return {
    ...(ip !== undefined && { 'networking.gke.io/static-ip': ip }),
    ...(certificates.length > 0 && { 'networking.gke.io/pre-shared-certs': certificates.join(',') }),
    ...(config && { 'networking.gke.io/frontend-config': name }),
  };
}

/** The files of a commit: the fleet file, and all objects as documents of one file. */
export function treeOf(fleet: GeneratedFleet, reserved: Reserved, project: string): Readonly<Record<string, string>> {
  const { members, primary, drift } = fleet;
  const spec = {
    project,
    network: 'default',
    configClusters: { primary, backup: primary === US ? EU : US },
    // The third one has no NEG controller.
    clusters: members.map((link) =>
      link === US || link === EU ? { link } : { link, negs: 'worker', endpointsMaxAge: '60s' },
    ),
    manifests: ['manifests/**/*.yaml'],
    controller: 'rangelight',
    policy: { apply: 'merge', drift, maxDeletes: 200, maxCapacityLoss: 100 },
  };
  const file = { apiVersion: 'rangelight.dev/v1', kind: 'Fleet', metadata: { name: 'prod' }, spec };
  const documents = objectsOf(fleet, reserved, project).map((one) => stringify(one, { aliasDuplicateObjects: false }));
  return { 'rangelight.yaml': stringify(file), 'manifests/all.yaml': documents.join('---\n') };
}
