// MultiClusterIngress → proxies, forwarding rules, certificates and the map that redirects to HTTPS. HTTP is always
// there. Source: GKE, "Setting up Multi Cluster Ingress"; kubernetes/ingress-gce pkg/loadbalancers/l7.go.
import type { KubeClient } from '../kit/controllers/kube-client.ts';
import type { ComputeClient } from './compute-client.ts';
import type { HostedNames } from './names.ts';
import type { Config, Ingress, Secret } from './objects.ts';
import { Unreconciled } from './unreconciled.ts';

const ANNOTATION = 'networking.gke.io/';

export interface FrontEnd {
  readonly vip: string;
  readonly forwardingRules: readonly string[];
  readonly targetProxies: readonly string[];
}

export interface FrontEndOptions {
  readonly compute: ComputeClient;
  readonly config: KubeClient;
  readonly names: HostedNames;
  readonly project: string;
  readonly loadBalancingScheme: string;
}

export async function makeFrontEnd(
  { compute, config, names, project, loadBalancingScheme }: FrontEndOptions,
  ingress: Ingress,
  frontendConfigs: readonly Config[],
  urlMap: string,
): Promise<FrontEnd> {
  const { namespace = '', name, annotations = {} } = ingress.metadata;
  const own = names.ingress(namespace, name);
  const asked = annotations[`${ANNOTATION}static-ip`];
  const settings = frontendConfigs.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === annotations[`${ANNOTATION}frontend-config`],
  )?.spec;
  const { enabled, responseCodeName } = (settings?.['redirectToHttps'] ?? {}) as {
    readonly enabled?: boolean;
    readonly responseCodeName?: string;
  };
  const redirect =
    enabled === true
      ? await compute.ensure('urlMaps', {
          name: names.redirect(namespace, name),
          defaultUrlRedirect: {
            httpsRedirect: true,
            redirectResponseCode: responseCodeName ?? 'MOVED_PERMANENTLY_DEFAULT',
            stripQuery: false,
          },
        })
      : undefined;
  const rule = async (protocol: 'http' | 'https', port: number, target: string, address?: string): Promise<string> => {
    const ruleName = names.forwardingRule(protocol, namespace, name);
    await compute.ensure('forwardingRules', {
      name: ruleName,
      loadBalancingScheme,
      IPProtocol: 'TCP',
      portRange: `${port}-${port}`,
      target,
      ...(address === undefined ? {} : { IPAddress: address }),
    });
    return ruleName;
  };
  const proxy = await compute.ensure('targetHttpProxies', { name: own, urlMap: redirect ?? urlMap });
  const http = await rule('http', 80, proxy, asked);
  const vip = textOf((await compute.get('forwardingRules', http))?.['IPAddress']);
  const certificates = [
    ...(annotations[`${ANNOTATION}pre-shared-certs`] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => `https://www.googleapis.com/compute/v1/projects/${project}/global/sslCertificates/${one}`),
    ...(await uploaded(compute, config, names, ingress)),
  ];
  if (certificates.length === 0) return { vip, forwardingRules: [http], targetProxies: [own] };
  const policy = settings?.['sslPolicy'];
  const secure = await compute.ensure('targetHttpsProxies', {
    name: own,
    urlMap,
    sslCertificates: certificates,
    ...(typeof policy === 'string' && policy !== ''
      ? { sslPolicy: `https://www.googleapis.com/compute/v1/projects/${project}/global/sslPolicies/${policy}` }
      : {}),
  });
  const https = await rule('https', 443, secure, asked);
  return { vip, forwardingRules: [http, https], targetProxies: [own, own] };
}

async function uploaded(
  compute: ComputeClient,
  config: KubeClient,
  names: HostedNames,
  { metadata: { namespace = '', name }, spec }: Ingress,
): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const { secretName = '' } of spec.template.spec.tls ?? []) {
    const secret = await config.get<Secret>(`/api/v1/namespaces/${namespace}/secrets/${secretName}`);
    const [certificate, privateKey] = ['tls.crt', 'tls.key'].map((key) =>
      Buffer.from(secret?.data?.[key] ?? '', 'base64').toString(),
    );
    if (!certificate || !privateKey) throw new Unreconciled(`Secret ${namespace}/${secretName} has no certificate`);
    const body = { name: names.certificate(namespace, name, certificate), certificate, privateKey };
    urls.push(await compute.ensure('sslCertificates', body));
  }
  return urls;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
