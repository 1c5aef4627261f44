// Whether a time limit leaves room for the way: of calls that pods of other regions alone take.
import { leastRoundTripMs } from '../../common/distance.ts';
import type { MeshCluster } from '../world/mesh-world.ts';
import { because, type MeshReason } from './reason.ts';
import type { MeshRoute } from './route.ts';
import type { Served } from './served.ts';
import { ruleName } from './why-reached.ts';

/** One for the connection, one for the request: mutual TLS takes more. */
const ROUND_TRIPS = 2;

export function tooFar(
  own: MeshCluster,
  { rule, path, time: { limitMs } }: MeshRoute,
  served: readonly Served[],
): readonly MeshReason[] {
  if (limitMs === undefined || rule === undefined || path === undefined || served.length === 0) return [];
  const ways = served.map(({ region }) => leastRoundTripMs(own.region, region) ?? 0);
  const leastMs = Math.round(Math.min(...ways));
  if (leastMs === 0 || limitMs >= ROUND_TRIPS * leastMs) return [];
  const words = `${ruleName(rule)} ends a call after ${limitMs} ms, and the way from ${own.region} to the nearest pods and back takes ${leastMs} ms at least, of which a first request needs ${ROUND_TRIPS}`;
  return [because(words, rule.at([...path, 'timeout']), 'mesh-too-far')];
}
