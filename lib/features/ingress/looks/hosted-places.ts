// A difference between the hosted controller's load balancers and the manifests → the line of a manifest that makes it.
// Where something was taken out there is no such line, and the list that it stood in is shown.
import type { Json } from '../../../core/index.ts';
import { isOfKind, type Manifest } from '../../../manifest/index.ts';
import { type DesiredResource, isKeyOfKind, type ObjectKey, objectKey, refKey } from '../../../model/index.ts';
import {
  answering,
  type Difference,
  type RequestDifference,
  type Routing,
  type SettingDifference,
  type Surface,
  type Taken,
} from '../compare/index.ts';
import { hostRuleAsRead } from '../hosted/index.ts';
import { urlMapPaths } from '../inputs/paths.ts';
import {
  annotationPlace,
  APP_PROTOCOLS,
  BACKEND_CONFIG,
  FRONTEND_CONFIG,
  INGRESSES,
  MULTI_CLUSTER_SERVICES,
  type MultiClusterIngress,
  type MultiClusterService,
  PRE_SHARED_CERTIFICATES,
  STATIC_IP,
} from '../manifests/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { ingressKey, parseOwner, serviceKey } from '../standing/index.ts';
import type { HostedComparison } from './compare-hosted.ts';

/** `owner` may be an object that the commit does not have any more: then there is no line. */
export interface HostedPlace {
  readonly owner: ObjectKey;
  readonly path: readonly string[];
}

const TEMPLATE = ['spec', 'template', 'spec'];

/** @param manifests of the commit. */
export function hostedPlaces(
  { before, after, resources, compared }: HostedComparison,
  manifests: readonly Manifest[],
): (difference: Difference) => HostedPlace {
  const byKey = new Map(manifests.map((one) => [objectKey(one), one] as const));
  const [only] = after;
  // Load balancers that are called otherwise are compared where each side has one alone.
  const pairOf = (id: string): Surface | undefined =>
    after.find((one) => one.id === id) ?? (after.length === 1 ? only : undefined);

  function routePlace(one: RequestDifference): HostedPlace {
    const [old, next] = [before.find(({ id }) => id === one.id), pairOf(one.id)];
    const owner = keyOfIngress(next?.id ?? one.id);
    const ingress = byKey.get(owner);
    if (ingress === undefined || !isOfKind(INGRESSES, ingress) || old === undefined || next === undefined)
      return { owner, path: [] };
    const takenBy = ({ routing }: Surface): Taken | undefined => answering(routing).withoutHeaders(one.request);
    return { owner, path: routePath(ingress, { routing: old.routing, taken: takenBy(old) }, takenBy(next), one) };
  }

  function settingPlace(one: SettingDifference): HostedPlace {
    if (one.of.startsWith('listener ')) return listenerPlace(one);
    const label = compared.taken.find(({ first }) => first === one.of)?.second ?? one.of;
    const backend = after.flatMap(({ backends }) => [...backends]).find(([, { label: name }]) => name === label)?.[0];
    const owners = resources.find(({ ref }) => refKey(ref) === backend)?.owners ?? [];
    const [place = label, port] = label.split(':');
    const owner = owners.find((key) => isKeyOfKind(key, OBJECT_KINDS.service)) ?? keyOfService(place);
    const service = byKey.get(owner);
    if (service === undefined || !isOfKind(MULTI_CLUSTER_SERVICES, service)) return { owner, path: [] };
    const own = servicePath(service, Number(port), one);
    if (own !== undefined) return { owner, path: own };
    const config = owners.find((key) => isKeyOfKind(key, OBJECT_KINDS.backendConfig));
    return config === undefined
      ? { owner, path: annotationOf(service, BACKEND_CONFIG) }
      : { owner: config, path: configPath(one.name) };
  }

  function listenerPlace({ id, name, of }: SettingDifference): HostedPlace {
    const owner = keyOfIngress(pairOf(id)?.id ?? id);
    const config = frontendConfigOf(resources, owner);
    const tls = byKey.get(owner)?.annotations[PRE_SHARED_CERTIFICATES] === undefined;
    const certificates = tls ? [...TEMPLATE, 'tls'] : annotation(PRE_SHARED_CERTIFICATES);
    const configured = (path: readonly string[]): HostedPlace =>
      config === undefined ? { owner, path: annotation(FRONTEND_CONFIG) } : { owner: config, path };
    if (name === 'address') return { owner, path: annotation(STATIC_IP) };
    if (name === 'sslPolicy') return configured(['spec', 'sslPolicy']);
    if (name === 'answers' && of === 'listener 80') return configured(['spec', 'redirectToHttps']);
    return { owner, path: certificates };
  }

  return (difference) => {
    if (difference.type === 'request') return routePlace(difference);
    if (difference.type === 'setting') return settingPlace(difference);
    return { owner: keyOfIngress(difference.id), path: ['metadata', 'name'] };
  };
}

/** @param old how it stands, and what takes the request there. */
function routePath(
  ingress: MultiClusterIngress,
  old: { readonly routing: Routing; readonly taken: Taken | undefined },
  next: Taken | undefined,
  { first, second }: RequestDifference,
): readonly string[] {
  const rules = [...TEMPLATE, 'rules'];
  if (next === undefined || old.taken === undefined) return rules;
  const rule = next.host === undefined ? undefined : hostRuleAsRead(ingress, next.host);
  const ofHost = [...rules, String(rule?.at ?? 0)];
  const number = rule?.paths.findIndex((one) => urlMapPaths(one).some(({ path }) => path === next.path)) ?? -1;
  const ofPath = [...ofHost, 'http', 'paths', String(number)];
  if (next.host === old.taken.host && next.path === old.taken.path) {
    const field = placeOfLabel(first.label) === placeOfLabel(second.label) ? 'servicePort' : 'serviceName';
    return next.path === undefined ? [...TEMPLATE, 'backend', field] : [...ofPath, 'backend', field];
  }
  if (!has(old.routing, { host: next.host, path: undefined })) return [...ofHost, 'host'];
  if (!has(old.routing, next)) return [...ofPath, 'path'];
  return next.host === old.taken.host ? [...ofHost, 'http', 'paths'] : rules;
}

function has({ hosts }: Routing, { host, path }: Pick<Taken, 'host' | 'path'>): boolean {
  const found = hosts.find(({ patterns }) => patterns.includes(host ?? ''));
  if (found === undefined) return host === undefined;
  return path === undefined || found.paths.some(({ pattern }) => pattern === path);
}

/** Undefined: what a BackendConfig decides. */
function servicePath(
  service: MultiClusterService,
  port: number,
  { name, first, second }: SettingDifference,
): readonly string[] | undefined {
  if (name === 'selector') return [...TEMPLATE, 'selector'];
  if (name === 'targetPort') {
    const at = service.spec.template.spec.ports.findIndex((one) => one.port === port);
    return [...TEMPLATE, 'ports', String(at), 'targetPort'];
  }
  if (name === 'protocol') return annotationOf(service, APP_PROTOCOLS);
  if (name !== 'clusters') return undefined;
  const added = (service.spec.clusters ?? []).findIndex(({ link }) => isIn(second, link) && !isIn(first, link));
  return added === -1 ? ['spec', 'clusters'] : ['spec', 'clusters', String(added), 'link'];
}

function isIn(clusters: Json | undefined, link: string): boolean {
  return Array.isArray(clusters) && clusters.includes(link);
}

/** Member of a backend service or a health check, as comparisons name it → where a BackendConfig says it. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  sessionAffinity: ['sessionAffinity', 'affinityType'],
  affinityCookieTtlSec: ['sessionAffinity', 'affinityCookieTtlSec'],
  securityPolicy: ['securityPolicy', 'name'],
  customRequestHeaders: ['customRequestHeaders', 'headers'],
  customResponseHeaders: ['customResponseHeaders', 'headers'],
  logConfig: ['logging'],
  enableCDN: ['cdn', 'enabled'],
  cdnPolicy: ['cdn'],
  health: ['healthCheck'],
};
const SPELLINGS: Readonly<Record<string, string>> = { cacheKeyPolicy: 'cachePolicy', portSpecification: 'port' };

/** Reading a place stops at the nearest section that is there. */
function configPath(name: string): readonly string[] {
  const [head = '', ...rest] = name.split('.');
  return ['spec', ...(SECTIONS[head] ?? [head]), ...rest.map((part) => SPELLINGS[part] ?? part)];
}

function frontendConfigOf(resources: readonly DesiredResource[], ingress: ObjectKey): ObjectKey | undefined {
  const rule = resources.find(({ ref, owners }) => ref.kind === 'forwardingRule' && owners.includes(ingress));
  return rule?.owners.find((key) => isKeyOfKind(key, OBJECT_KINDS.frontendConfig));
}

function annotation(key: string): readonly string[] {
  return annotationPlace(key).map(String);
}

/** The first of these keys that is written. */
function annotationOf({ annotations }: Manifest, keys: readonly string[]): readonly string[] {
  return annotation(keys.find((key) => annotations[key] !== undefined) ?? '');
}

function placeOfLabel(label: string | undefined): string | undefined {
  return label?.split(':')[0];
}

function keyOfIngress(id: string): ObjectKey {
  return ingressKey(parseOwner(id) ?? { namespace: '', name: id });
}

function keyOfService(id: string): ObjectKey {
  return serviceKey(parseOwner(id) ?? { namespace: '', name: id });
}
