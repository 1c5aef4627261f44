// What a merge does to the traffic of a log that somebody gave: the load balancers as they stand, against those that
// the commit asks for.
import type { Diagnostic } from '../../../core/index.ts';
import type { FeatureLooks } from '../../../live/index.ts';
import { comparableWith, isStandingUnknown, standingSurfaces, surfacesAsked } from '../compare/index.ts';
import { unreadLines } from '../../../model/index.ts';
import { TRAFFIC } from '../traffic-outlook.ts';
import { countTraffic, keptTraffic, type TrafficCount, unreadLinesOf } from '../traffic/index.ts';

/** @param read calls back with every line, and for every line that was too long. */
export function trafficOutlook(
  read: (lines: Pick<TrafficCount, 'take' | 'skip'>) => Promise<void>,
): NonNullable<FeatureLooks['outlook']> {
  return async (units, look, { input, observed }) => {
    const { fleet, facts } = input;
    const whose = fleet.controller === 'gke' ? 'gke' : 'rangelight';
    const isUnread = isStandingUnknown(observed);
    const standing = isUnread ? [] : await standingSurfaces({ fleet, facts, observed }, whose, look);
    const wanted = units.flatMap(({ desired }) => desired.resources);
    const after = isUnread ? [] : surfacesAsked(wanted, input);
    const before = comparableWith(standing, after, input);
    const counted = countTraffic(before.surfaces, after);
    await read(counted);
    const told = counted.told();
    const unread = isUnread ? unreadLines(observed.unknown) : [];
    return {
      [TRAFFIC]: keptTraffic({
        ...told,
        unknown: [...unread, ...before.unknown, ...told.unknown, ...unreadLinesOf(told).map(atLine)],
      }),
    };
  };
}

function atLine({ message, source }: Diagnostic): string {
  return `${source?.file}:${source?.line}: ${message}`;
}
