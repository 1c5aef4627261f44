// What a merge does to the traffic of a log that somebody gave: the load balancers as they stand, against those that
// the commit asks for.
import type { FeatureLooks } from '../../../live/index.ts';
import { comparableWith, standingSurfaces, surfacesAsked } from '../compare/index.ts';
import { TRAFFIC } from '../traffic-outlook.ts';
import { countTraffic, keptTraffic } from '../traffic/index.ts';

/** @param read calls back with every line, and for every line that was too long. */
export function trafficOutlook(
  read: (take: (line: string) => void, skip: () => void) => Promise<void>,
): NonNullable<FeatureLooks['outlook']> {
  return async (units, look, { input, observed }) => {
    const { fleet, facts } = input;
    const whose = fleet.controller === 'gke' ? 'gke' : 'rangelight';
    const standing = await standingSurfaces({ fleet, facts, observed }, whose, look);
    const wanted = units.flatMap(({ desired }) => desired.resources);
    const after = surfacesAsked(wanted, input);
    const before = comparableWith(standing, after, input);
    const counted = countTraffic(before.surfaces, after);
    await read(counted.take, counted.skip);
    const told = counted.told();
    return { [TRAFFIC]: keptTraffic({ ...told, unknown: [...before.unknown, ...told.unknown] }) };
  };
}
