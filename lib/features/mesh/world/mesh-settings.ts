// What a control plane that a team runs is set to, as its ConfigMap and its Deployment in Git say. Source: Istio,
// "Global Mesh Options" (MeshConfig) and "pilot-discovery", environment variables.
import { type JsonObject, objectAt, objectsAt, textAt, textsAt, valueAt } from '../../../core/index.ts';
import { isOfKind, type Manifest, readYamlFile } from '../../../manifest/index.ts';
import { CALLER_KINDS } from '../../common/index.ts';
import { ROOT_NAMESPACE } from './mesh-rule.ts';
import type { PlaceIn } from './place-in.ts';

export interface MeshSettings {
  /** Identities begin with it. */
  readonly trustDomain: string;
  /** Others that are taken for it. */
  readonly trustDomainAliases: readonly string[];
  /** Hosts, wildcards among them, whose endpoints stay in their cluster, or explicitly do not. */
  readonly keptLocal: readonly { readonly host: string; readonly isKept: boolean }[];
  /** Whether it makes hosts below clusterset.local its own. */
  readonly knowsClusterset: boolean;
  /** Versions of its images, sorted; empty where Git has none. */
  readonly versions: readonly string[];
  /** Of its options; absent where Git has none. */
  readonly at?: PlaceIn;
}

/** Source: Istio, `trustDomain`: the default. */
export const DEFAULT_DOMAIN = 'cluster.local';
const VERSION = /:(\d+\.\d+\.\d+)(?:[-.][-.a-zA-Z0-9]+)?(?:@|$)/;

/** @param manifests of one cluster. */
export function meshSettings(manifests: readonly Manifest[]): MeshSettings {
  const own = manifests.filter(({ namespace }) => namespace === ROOT_NAMESPACE);
  const options = own.find((one) => one.kind === 'ConfigMap' && isNamedAfterRevision(one.name) && hasMesh(one.body));
  const mesh = options === undefined ? {} : meshIn(options);
  const planes = own.filter((one) => isDeployment(one) && one.name.startsWith('istiod'));
  return {
    trustDomain: textAt(mesh, 'trustDomain') ?? DEFAULT_DOMAIN,
    trustDomainAliases: textsAt(mesh, 'trustDomainAliases'),
    keptLocal: objectsAt(mesh, 'serviceSettings').flatMap((one) => {
      const isKept = valueAt(one, 'settings', 'clusterLocal') === true;
      return textsAt(one, 'hosts').map((host) => ({ host, isKept }));
    }),
    knowsClusterset: planes.some(({ body }) => containersOf(body).some(knowsClusterset)),
    versions: versionsOf(planes.map(({ body }) => body)),
    ...(options === undefined ? {} : { at: (path) => options.at(path) }),
  };
}

/** Versions of istiod in the images of Deployments, sorted, each once. A tag that is none is left out. */
export function versionsOf(workloads: readonly JsonObject[]): readonly string[] {
  const found = workloads.flatMap((body) =>
    containersOf(body).flatMap((one) => VERSION.exec(textAt(one, 'image') ?? '')?.[1] ?? []),
  );
  return [...new Set(found)].sort();
}

/**
 * Whether the endpoints of a host stay in their cluster: the host itself counts before wildcards, and the longest
 * wildcard before others. Source: Istio, "Keeping traffic in-cluster". Undefined where nothing is said.
 */
export function isKeptLocal({ keptLocal }: MeshSettings, fullHost: string): boolean | undefined {
  const wild = keptLocal.filter(({ host }) => host.startsWith('*') && fullHost.endsWith(host.slice(1)));
  const [longest] = wild.toSorted((a, b) => b.host.length - a.host.length);
  return (keptLocal.find(({ host }) => host === fullHost) ?? longest)?.isKept;
}

function isNamedAfterRevision(name: string): boolean {
  return name === 'istio' || name.startsWith('istio-');
}

function hasMesh(body: JsonObject): boolean {
  return textAt(body, 'data', 'mesh') !== undefined;
}

/** Options that are no YAML count as absent: the control plane refuses them. */
function meshIn({ body }: Manifest): JsonObject {
  const text = textAt(body, 'data', 'mesh') ?? '';
  const { documents } = readYamlFile('mesh', new TextEncoder().encode(text));
  return objectAt(documents[0]?.root.value);
}

function isDeployment(one: Manifest): boolean {
  return one.kind === 'Deployment' && CALLER_KINDS.some((kind) => isOfKind(kind, one));
}

function containersOf(body: JsonObject): readonly JsonObject[] {
  return objectsAt(body, 'spec', 'template', 'spec', 'containers');
}

function knowsClusterset(container: JsonObject): boolean {
  return objectsAt(container, 'env').some(
    (one) => textAt(one, 'name') === 'ENABLE_MCS_HOST' && textAt(one, 'value') === 'true',
  );
}
