// What is read in the clusters of a mesh: which istiod runs there, and which roots it gives to proxies. Source: Istio,
// ConfigMap istio-ca-root-cert, which istiod keeps in every namespace; "pilot-discovery", certificate life.
import { createHash } from 'node:crypto';
import { type JsonObject, objectsAt, orLast, textAt } from '../../../core/index.ts';
import type { Facts, MeshFacts } from '../../../fleet/index.ts';
import type { FactsInput } from '../../../live/index.ts';
import type { ClusterApi, ClusterLink } from '../../../model/index.ts';
import { clustersOfMesh, meshSection } from '../section.ts';
import { ROOT_NAMESPACE } from '../world/mesh-rule.ts';
import { versionsOf } from '../world/mesh-settings.ts';

const CONFIG_MAPS = api('', 'ConfigMap', 'configmaps');
const DEPLOYMENTS = api('apps', 'Deployment', 'deployments');
const ISTIOD = 'istiod';
const ROOTS = 'istio-ca-root-cert';
const PEM = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g;

/** Proxies renew after half of a certificate's life, a day by default: by then each has taken the roots. */
const TAKEN_AFTER_MS = 24 * 3_600_000;
/** A ConfigMap that is made is written once more at once. */
const MADE_WITHIN_MS = 60_000;

/** Nothing for a fleet without a mesh; what cannot be read in a cluster keeps its last value. */
export async function meshFacts(input: FactsInput, signal: AbortSignal): Promise<Partial<Facts>> {
  const section = meshSection(input.fleet);
  if (section === undefined) return {};
  const known = await Promise.all(
    clustersOfMesh(input.fleet, section).map(
      async ({ link }) => [link, await factsOfOne(input, link, signal)] as const,
    ),
  );
  return { meshes: Object.fromEntries(known) };
}

async function factsOfOne(
  { ports, last, clusters, now }: FactsInput,
  link: ClusterLink,
  signal: AbortSignal,
): Promise<MeshFacts> {
  const before = last?.meshes?.[link];
  // Without the namespace there is no control plane to ask about; without the cluster, nobody to ask.
  const { state, namespaces = [] } = (await clusters)[link] ?? {};
  if (state !== 'fresh') return before ?? {};
  if (!namespaces.includes(ROOT_NAMESPACE)) return {};
  const [istiod, roots] = await Promise.all([
    orLast(() => versions(ports.clusters, link, signal), before?.istiod, signal),
    orLast(() => rootsIn(ports.clusters, link, now, signal), rootsOf(before), signal),
  ]);
  return { ...(istiod === undefined ? {} : { istiod }), ...roots };
}

type Roots = Pick<MeshFacts, 'roots' | 'rootsAreNew'>;

function rootsOf(before: MeshFacts | undefined): Roots | undefined {
  if (before?.roots === undefined) return undefined;
  return { roots: before.roots, ...(before.rootsAreNew === true ? { rootsAreNew: true } : {}) };
}

async function versions(
  clusters: FactsInput['ports']['clusters'],
  link: ClusterLink,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return versionsOf(await clusters.read(link, DEPLOYMENTS, { namespace: ROOT_NAMESPACE, name: ISTIOD }, signal));
}

async function rootsIn(
  clusters: FactsInput['ports']['clusters'],
  link: ClusterLink,
  now: number,
  signal: AbortSignal,
): Promise<Roots> {
  const [found] = await clusters.read(link, CONFIG_MAPS, { namespace: ROOT_NAMESPACE, name: ROOTS }, signal);
  const texts = [...(textAt(found, 'data', 'root-cert.pem') ?? '').matchAll(PEM)].map(([, body = '']) => body);
  if (found === undefined || texts.length === 0) return {};
  const roots = texts.map((one) => createHash('sha256').update(Buffer.from(one, 'base64')).digest('hex'));
  return { roots: [...new Set(roots)].sort(), ...(isNew(found, now) ? { rootsAreNew: true } : {}) };
}

/** By when its managers wrote it, and not when it was made: then every proxy is as young as the roots. */
function isNew(body: JsonObject, now: number): boolean {
  const madeMs = Date.parse(textAt(body, 'metadata', 'creationTimestamp') ?? '');
  const written = objectsAt(body, 'metadata', 'managedFields').map((one) => Date.parse(textAt(one, 'time') ?? ''));
  return written.some((atMs) => atMs - madeMs > MADE_WITHIN_MS && now - atMs < TAKEN_AFTER_MS);
}

function api(group: string, kind: string, plural: string): ClusterApi {
  return { group, versions: ['v1'], kind, plural, scope: 'namespaced' };
}
