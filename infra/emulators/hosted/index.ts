// The hosted controller of Multi Cluster Ingress: what stands in the config cluster becomes load balancers called
// `mci-…`. One pass at a time, when it is asked to. See BEHAVIOR.md.
import { type Clock, sleep } from '../kit/clock.ts';
import { persist } from '../kit/controllers/back-off.ts';
import { createKubeClient, type KubeClient } from '../kit/controllers/kube-client.ts';
import type { Handler } from '../kit/serve.ts';
import { backendServiceBody, configFor, healthCheckBody, protocolOf, type Unverified } from './backends.ts';
import { createComputeClient } from './compute-client.ts';
import { makeFrontEnd } from './front-end.ts';
import { derivedServiceName, hostedNames } from './names.ts';
import {
  type Backend,
  type Ingress,
  installDefinitions,
  type MultiService,
  readObjects,
  statusPath,
} from './objects.ts';
import { urlMapBody } from './url-map.ts';
import { Unreconciled } from './unreconciled.ts';

export interface HostedMember {
  /** `<location>/<cluster>`. */
  readonly link: string;
  readonly api: Handler;
}

export interface HostedOptions {
  readonly members: readonly HostedMember[];
  /** Link of the config cluster, which is a member. */
  readonly config: string;
  readonly compute: Handler;
  readonly token: string;
  readonly project: string;
  readonly network: string;
  readonly clock: Clock;
  /** Six characters; default: those of a public dump. */
  readonly hash?: string;
  /** What no public source says; default: the classic load balancer, one request a second for each endpoint. */
  readonly unverified?: Partial<Unverified>;
}

export interface HostedController {
  /** One pass: all that the config cluster asks for stands when it ends, and its status says so. */
  sync(): Promise<void>;
}

const MANAGER = 'multi-cluster-ingress-controller';
const NEG_STATUS = 'cloud.google.com/neg-status';
const LOOK_AGAIN_MS = 1_000;

export function createHostedController(options: HostedOptions): HostedController {
  const { project, token, clock } = options;
  const names = hostedNames(options.hash ?? '8se3df');
  const unverified: Unverified = { loadBalancingScheme: 'EXTERNAL', maxRatePerEndpoint: 1, ...options.unverified };
  const compute = createComputeClient(options.compute, token, project);
  const { signal } = new AbortController();
  const clients = new Map(options.members.map(({ link, api }) => [link, createKubeClient(api, token, signal)]));
  const configClient = clients.get(options.config);
  if (configClient === undefined) throw new RangeError(`${options.config} is no member`);
  const config: KubeClient = configClient;

  function chosen({ spec: { clusters } }: MultiService): readonly (readonly [string, KubeClient])[] {
    const links = clusters?.map(({ link }) => link);
    return [...clients].filter(([link]) => links === undefined || links.includes(link));
  }

  /** In every chosen member, whether an ingress names it or not. */
  async function deriveServices(service: MultiService): Promise<void> {
    const { namespace = '', name } = service.metadata;
    const { selector, ports } = service.spec.template.spec;
    const derived = derivedServiceName(name);
    const exposed = Object.fromEntries(ports.map(({ port }) => [String(port), {}]));
    for (const [, client] of chosen(service)) {
      await client.apply(`/api/v1/namespaces/${namespace}/services/${derived}`, MANAGER, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: derived,
          namespace,
          annotations: {
            'cloud.google.com/neg': JSON.stringify({ exposed_ports: exposed }),
            'networking.gke.io/multiclusterservice-parent': JSON.stringify({ Namespace: namespace, Name: name }),
          },
        },
        spec: { clusterIP: 'None', selector, ports },
      });
    }
  }

  /** Partial URLs, once every chosen member has told of its groups. */
  async function groupsOf(service: MultiService, port: number): Promise<readonly string[]> {
    const { namespace = '', name } = service.metadata;
    const path = `/api/v1/namespaces/${namespace}/services/${derivedServiceName(name)}`;
    const found: string[] = [];
    for (const [, client] of chosen(service)) {
      for (;;) {
        const text = (await client.get<MultiService>(path))?.metadata.annotations?.[NEG_STATUS];
        const status = JSON.parse(text ?? '{}') as {
          readonly network_endpoint_groups?: Readonly<Record<string, string>>;
          readonly zones?: readonly string[];
        };
        const group = status.network_endpoint_groups?.[String(port)];
        if (group !== undefined) {
          found.push(...(status.zones ?? []).map((zone) => `zones/${zone}/networkEndpointGroups/${group}`));
          break;
        }
        await sleep(clock, LOOK_AGAIN_MS, signal);
      }
    }
    return found.sort();
  }

  async function makeIngress(ingress: Ingress, all: Awaited<ReturnType<typeof readObjects>>): Promise<void> {
    const { namespace = '', name } = ingress.metadata;
    const { backend: fallback, rules = [] } = ingress.spec.template.spec;
    if (fallback === undefined) throw new Unreconciled(`MCI ${namespace}/${name} is missing a default backend`);
    const used = new Map<string, Backend>();
    for (const one of [fallback, ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? [])])
      used.set(`${one.serviceName}:${one.servicePort}`, one);
    const urls = new Map<string, string>();
    const groups = new Set<string>();
    const backendNames: string[] = [];
    for (const [key, { serviceName, servicePort }] of used) {
      const service = all.services.find(
        ({ metadata }) => metadata.namespace === namespace && metadata.name === serviceName,
      );
      const port = service?.spec.template.spec.ports.find((one) => one.port === servicePort);
      if (service === undefined || port === undefined)
        throw new Unreconciled(`Error AVMBR102: MultiClusterService ${namespace}/${serviceName} not found.`);
      const backend = names.backend(namespace, serviceName, servicePort);
      const settings = configFor(service, port, all.backendConfigs);
      const protocol = protocolOf(service, port);
      const own = await groupsOf(service, servicePort);
      for (const group of own) groups.add(group);
      const full = own.map((group) => `https://www.googleapis.com/compute/v1/projects/${project}/${group}`);
      const check = await compute.ensure('healthChecks', healthCheckBody(backend, protocol, settings));
      const body = backendServiceBody(backend, protocol, settings, full, check, unverified);
      urls.set(key, await compute.ensure('backendServices', body));
      backendNames.push(backend);
    }
    const urlOf = ({ serviceName, servicePort }: Backend): string => urls.get(`${serviceName}:${servicePort}`) ?? '';
    const urlMap = names.ingress(namespace, name);
    const map = await compute.ensure('urlMaps', urlMapBody(urlMap, ingress, fallback, urlOf));
    const { loadBalancingScheme } = unverified;
    const front = await makeFrontEnd(
      { compute, config, names, project, loadBalancingScheme },
      ingress,
      all.frontendConfigs,
      map,
    );
    await config.apply(statusPath(ingress), MANAGER, {
      apiVersion: 'networking.gke.io/v1',
      kind: 'MultiClusterIngress',
      metadata: { name, namespace },
      status: {
        VIP: front.vip,
        CloudResources: {
          BackendServices: backendNames,
          HealthChecks: backendNames,
          Firewalls: [names.firewall(options.network)],
          ForwardingRules: front.forwardingRules,
          TargetProxies: front.targetProxies,
          UrlMap: urlMap,
          NetworkEndpointGroups: [...groups].sort(),
        },
      },
    });
  }

  return {
    async sync() {
      await installDefinitions(config);
      // A real API server takes a moment to serve what was defined.
      const all = await persist(clock, signal, () => readObjects(config));
      for (const service of all.services) await deriveServices(service);
      await compute.ensure('firewalls', {
        name: names.firewall(options.network),
        network: `https://www.googleapis.com/compute/v1/projects/${project}/global/networks/${options.network}`,
        sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'],
        allowed: [{ IPProtocol: 'tcp' }],
      });
      for (const ingress of all.ingresses) await makeIngress(ingress, all);
    },
  };
}
