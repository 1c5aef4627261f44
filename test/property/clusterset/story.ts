// The life of a made-up fleet: what is predicted of it beside what the emulated importer makes, after each event that
// may change nothing.
import { isDeepStrictEqual } from 'node:util';
import { drawFor } from '../../conformance/differential/draw.ts';
import { at, EXPORTS, exportOf, type Fleet, type KubeObject, startFleet } from '../../contract/importer/fleet.ts';
import { type Imports, predicted, seen } from './imports.ts';
import { EXPORTS_OF_STANDARD, madeUpFleet } from './made-up-fleet.ts';
import { verified } from './verified.ts';

export interface Told {
  /** Sentences; none: all is as predicted. */
  readonly differences: readonly string[];
  /** Names in clusters. */
  readonly imports: number;
}

/** Minutes: a cluster that is back is listed again within one. */
const BACK_SECONDS = 90;

export async function tell(seed: number): Promise<Told> {
  const draw = drawFor(seed, 'story');
  const { clusters, steps } = madeUpFleet(seed);
  // Read in another order than they were made in.
  const fleet = await startFleet(
    clusters.toSorted(() => (draw.chance(0.5) ? 1 : -1)),
    draw.pick(['none', 'short']),
    seed,
  );
  const differences: string[] = [];
  const agree = async (when: string): Promise<Imports> => {
    const [expected, made] = [await predicted(fleet, clusters.toReversed()), await seen(fleet, clusters)];
    for (const key of new Set([...Object.keys(expected), ...Object.keys(made)]))
      if (!isDeepStrictEqual(plain(expected[key]), plain(made[key])))
        differences.push(
          `seed ${seed}, ${when}: ${key}: predicted ${JSON.stringify(expected[key])}, made ${JSON.stringify(made[key])}`,
        );
    return made;
  };
  try {
    for (const { cluster, path, object, seconds } of steps) {
      if (seconds > 0) await fleet.pass(seconds);
      if (object === undefined) await fleet.remove(cluster, path);
      else await fleet.put(cluster, path, object);
    }
    await fleet.pass(BACK_SECONDS);
    const first = await agree('when all is made');
    // Where no Service may have the ports, there is no address, and that is told.
    for (const sentence of await verified(fleet, clusters))
      if (!sentence.endsWith('its import has no address')) differences.push(`seed ${seed}, a sweep tells: ${sentence}`);

    // The newest export of a name that is exported twice goes, and comes again: nothing is otherwise for anybody else.
    const newest = await newestOfSeveral(fleet, clusters);
    if (newest !== undefined) {
      await fleet.pass(1);
      await fleet.remove(newest.cluster, at(EXPORTS, newest.key));
      await fleet.pass(30);
      await agree('without the newest export');
      await fleet.put(newest.cluster, at(EXPORTS, newest.key), exportOf(newest.key));
      await fleet.pass(30);
      if (!isDeepStrictEqual(plain(await agree('with the newest export again')), plain(first)))
        differences.push(`seed ${seed}: ${newest.key} is not as it was before its newest export went`);
    }

    // A cluster that nobody reaches changes nothing elsewhere.
    const lost = draw.pick(clusters);
    const others = clusters.filter((cluster) => cluster !== lost);
    const before = await seen(fleet, others);
    fleet.api(lost).setDown('gateway');
    await fleet.pass(BACK_SECONDS);
    if (!isDeepStrictEqual(await seen(fleet, others), before))
      differences.push(`seed ${seed}: the loss of ${lost} is seen elsewhere`);
    fleet.api(lost).setDown(undefined);
    await fleet.pass(BACK_SECONDS);
    await agree('after a cluster was lost');
    return { differences, imports: Object.keys(first).length };
  } finally {
    fleet.close();
  }
}

/** Of GKE's group, and younger than every other export of its name. */
async function newestOfSeveral(
  fleet: Fleet,
  clusters: readonly string[],
): Promise<{ readonly cluster: string; readonly key: string } | undefined> {
  const all = clusters.flatMap((cluster) => [EXPORTS, EXPORTS_OF_STANDARD].map((path) => ({ cluster, path })));
  const found = await Promise.all(
    all.map(async (where) =>
      (await fleet.list<KubeObject>(where.cluster, where.path)).map(({ metadata }) => ({
        ...where,
        key: `${metadata.namespace}/${metadata.name}`,
        at: metadata.creationTimestamp ?? '',
      })),
    ),
  );
  for (const [, ones] of Map.groupBy(found.flat(), ({ key }) => key)) {
    const [last, second] = ones.toSorted((a, b) => (a.at < b.at ? 1 : -1));
    if (last?.path === EXPORTS && second !== undefined && last.at > second.at) return last;
  }
  return undefined;
}

/** Undefined members are as good as absent ones. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
