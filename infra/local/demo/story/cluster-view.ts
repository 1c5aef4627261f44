// Looks into the clusters over their own API, as kubectl would.
import { canonical } from './canonical.ts';
import { TOKENS } from '../../layout.ts';
import type { Context } from './context.ts';

interface ListedObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: unknown;
  readonly status?: { readonly VIP?: string };
}

export async function multiClusterObjects(
  context: Context,
  link: string,
  plural: string,
): Promise<readonly ListedObject[]> {
  const cluster = context.local.cloud.clusters.find((one) => one.layout.link === link);
  const url = `https://cluster/apis/networking.gke.io/v1/${plural}`;
  const answer = await cluster?.api.handler(
    new Request(url, { headers: { authorization: `Bearer ${TOKENS.google}` } }),
  );
  if (answer?.status !== 200) return [];
  return ((await answer.json()) as { readonly items: readonly ListedObject[] }).items;
}

/** `namespace/name` → VIP, for every MultiClusterIngress that has one. */
export async function vipsIn(context: Context, link: string): Promise<ReadonlyMap<string, string>> {
  const ingresses = await multiClusterObjects(context, link, 'multiclusteringresses');
  return new Map(
    ingresses.flatMap(({ metadata, status }) =>
      status?.VIP === undefined ? [] : [[`${metadata.namespace}/${metadata.name}`, status.VIP] as const],
    ),
  );
}

/** One text for all that a config cluster holds; two clusters are identical when theirs are. */
export async function copiesIn(context: Context, link: string): Promise<string> {
  const ingresses = await multiClusterObjects(context, link, 'multiclusteringresses');
  const services = await multiClusterObjects(context, link, 'multiclusterservices');
  const plain = [...ingresses, ...services].map(({ metadata, spec, status }) => ({
    name: `${metadata.namespace}/${metadata.name}`,
    spec,
    status,
  }));
  return canonical(plain.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)));
}
