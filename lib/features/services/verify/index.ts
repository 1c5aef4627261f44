// Verification: whether every exported name of ours came to be where it is expected, judged by since when that is so.
// The door for the sweep. It stops no run: GKE takes minutes.
import { compareText, digestOf, isJsonObject, type JsonObject } from '../../../core/index.ts';
import { factsOf } from '../../../fleet/index.ts';
import type { Expectations, Look, Verified } from '../../../live/index.ts';
import { isClusterRef, isUnknown, refInCluster } from '../../../model/index.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { standingExports } from '../looks/standing-exports.ts';
import { takesPart } from '../predict/exporters.ts';
import { nameKey } from '../predict/from-git.ts';
import { type ExportedName, type Prediction, predict } from '../predict/predict.ts';
import { isLate, readRemembered, rememberSince } from './grace.ts';
import { type Expected, faultOf } from './judge.ts';
import { readNamespace, type SeenNamespace } from './seen-names.ts';

/** Undefined where nothing is exported by us, and nothing was. */
export async function verifyImports(given: Expectations, look: Look): Promise<Verified | undefined> {
  const { fleet, observed, memory, now } = given;
  const names = ownNames(given);
  if (names.size === 0) return undefined;
  const standing = standingExports(observed).filter(({ ref }) => names.has(nameKey(ref)));
  const namespaces = [...new Set([...names].map((name) => name.split('/')[0] ?? ''))].sort(compareText);
  const seen = await readAll(given, namespaces, look);
  const exported = [...Map.groupBy(standing, ({ ref }) => nameKey(ref)).values()].flatMap(
    ([first, ...others]): readonly ExportedName[] => {
      if (first === undefined) return [];
      const { namespace = '', name } = first.ref;
      const exporters = [first, ...others].map(({ ref, ...one }) => ({
        ...one,
        cluster: ref.cluster,
        service: seen(ref.cluster, namespace)?.service(name) ?? ('unknown' as const),
      }));
      return [{ namespace, name, exporters }];
    },
  );
  const members = fleet.clusters.map(({ link }) => {
    const { state, namespaces: known } = factsOf(given.facts, link);
    return { cluster: link, hasNamespace: (one: string) => (state === 'fresh' ? known.includes(one) : undefined) };
  });
  const expected = predict(exported, members).flatMap((one) => expectedOf(one, seen));
  const isFirst = memory?.['hasSeen'] !== true;
  const judged = expected.map((one) => {
    const key = `${one.service}@${one.cluster}`;
    const [namespace = '', name = ''] = one.service.split('/');
    const found = seen(one.cluster, namespace)?.nameOf(name);
    const fault = found === undefined ? ('unknown' as const) : faultOf(one, found);
    const known = isJsonObject(memory?.['since']) ? readRemembered(memory['since'][key]) : undefined;
    // Which pods are ready is no other expectation.
    return { ...one, key, fault, kept: rememberSince(known, digestOf({ ...one, pods: null }), fault, now) };
  });
  const hasSeen = !isFirst || judged.some(({ fault }) => fault === undefined);
  return {
    memory: { hasSeen, since: Object.fromEntries(judged.map(({ key, kept }) => [key, kept as unknown as JsonObject])) },
    found: judged.flatMap(({ service, cluster, fault, kept }) =>
      typeof fault === 'object' && isLate(kept, isFirst, now)
        ? [{ subject: `${service} in ${cluster}`, why: fault.why, since: kept.fault?.since ?? now }]
        : [],
    ),
  };
}

/** Of which an export is ours, as the records have it. */
function ownNames({ applied }: Expectations): ReadonlySet<string> {
  return new Set(
    [...applied.values()].flatMap(({ resources }) =>
      Object.values(resources).flatMap(({ ref }) =>
        isClusterRef(ref) && ref.kind === serviceExport.id ? [nameKey(ref)] : [],
      ),
    ),
  );
}

type SeenAt = (cluster: string, namespace: string) => SeenNamespace | undefined;

/** Clusters that were asked in vain already are not asked again. */
async function readAll({ fleet, observed }: Expectations, namespaces: readonly string[], look: Look): Promise<SeenAt> {
  const isSilent = (link: string): boolean => isUnknown(observed, refInCluster(serviceExport, link, ''));
  const links = fleet.clusters.map(({ link }) => link).filter((link) => !isSilent(link));
  const places = links.flatMap((link) => namespaces.map((namespace) => [link, namespace] as const));
  const read = places.map(async ([link, namespace]) => {
    return [`${link} ${namespace}`, await readNamespace(look, link, namespace, fleet)] as const;
  });
  const found = new Map(await Promise.all(read));
  return (cluster, namespace) => found.get(`${cluster} ${namespace}`);
}

/** In each cluster that certainly has the namespace, of what is certain. */
function expectedOf(prediction: Prediction, seen: SeenAt): readonly Expected[] {
  const { namespace, name, merged, exporters, importers, isCertain } = prediction;
  if (merged === undefined || !isCertain) return [];
  const serving = exporters
    .filter(takesPart)
    .map(({ cluster }) => cluster)
    .sort(compareText);
  // Where exports disagree on all of its ports, no call is expected to lead to a cluster.
  const leading = serving.filter((cluster) => merged.ports.some(({ clusters }) => clusters.includes(cluster)));
  const pods = leading.map((cluster) =>
    seen(cluster, namespace)
      ?.pods(name)
      ?.map((pod) => ({ ...pod, cluster })),
  );
  const ports = merged.ports.map(({ port, protocol }) => `${port}/${protocol}`).sort(compareText);
  return importers.map((cluster) => ({
    service: `${namespace}/${name}`,
    cluster,
    type: merged.type,
    exporters: serving,
    ports: merged.conflicts.length === 0 ? ports : undefined,
    pods: pods.includes(undefined) ? undefined : pods.flatMap((one) => one ?? []),
  }));
}
