// Discovery: which groups, versions and resources there are, in the aggregated and in the older form.
import type { Json, JsonObject } from './json.ts';
import { type Resource, apiVersionOf } from './resource.ts';

export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const statusVerbs = ['get', 'patch', 'update'];
const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Resource[];
}

/** Groups in the order they were first met, each with its versions. */
function groupVersions(resources: readonly Resource[]): readonly GroupVersion[] {
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    const key = apiVersionOf(resource);
    found.set(key, [...(found.get(key) ?? []), resource]);
  }
  return [...found.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ group: first.group, version: first.version, resources: members }];
  });
}

/** `APIGroupDiscoveryList` of /api (the core group) or /apis (all others). */
export function aggregatedDiscovery(resources: readonly Resource[], core: boolean): JsonObject {
  const groups = new Map<string, Json[]>();
  for (const { group, version, resources: members } of groupVersions(resources)) {
    if ((group === '') !== core) continue;
    const entry = { version, resources: members.map(discovered), freshness: 'Current' };
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  const items = [...groups].map(([name, versions]) => ({ metadata: name === '' ? {} : { name }, versions }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function discovered(resource: Resource): JsonObject {
  const responseKind = { group: resource.group, version: resource.version, kind: resource.kind };
  const subresources = [
    ...(resource.hasScale ? [{ subresource: 'scale', responseKind: SCALE, verbs: statusVerbs }] : []),
    ...(resource.hasStatus ? [{ subresource: 'status', responseKind, verbs: statusVerbs }] : []),
  ];
  return {
    resource: resource.plural,
    responseKind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

export function apiVersions(): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
  };
}

export function apiGroupList(resources: readonly Resource[]): JsonObject {
  const names = new Set(resources.map(({ group }) => group).filter((group) => group !== ''));
  const groups = [...names].map((name) => apiGroup(resources, name)).filter((group) => group !== undefined);
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** Undefined when no resource is in the group. */
export function apiGroup(resources: readonly Resource[], name: string): JsonObject | undefined {
  const versions = groupVersions(resources)
    .filter(({ group }) => group === name)
    .map(({ version }) => ({ groupVersion: apiVersionOf({ group: name, version }), version }));
  const [preferredVersion] = versions;
  if (preferredVersion === undefined) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions, preferredVersion };
}

/** Undefined when no resource is in the group and version. */
export function apiResourceList(
  resources: readonly Resource[],
  group: string,
  version: string,
): JsonObject | undefined {
  const members = resources.filter((r) => r.group === group && r.version === version);
  if (members.length === 0) return undefined;
  const listed = members.flatMap((resource) => {
    const { plural, singular, namespaced, kind, shortNames, categories } = resource;
    const main: JsonObject = {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
    };
    const status = { name: `${plural}/status`, singularName: '', namespaced, kind, verbs: statusVerbs };
    const scale = { name: `${plural}/scale`, singularName: '', namespaced, ...SCALE, verbs: statusVerbs };
    return [main, ...(resource.hasScale ? [scale] : []), ...(resource.hasStatus ? [status] : [])];
  });
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: listed,
  };
}
