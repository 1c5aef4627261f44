// What others are expected to make of what is applied: asked of each feature, told as what stops is, and noted with the
// time since when it is expected.
import { digestOf, type JsonObject } from '../../core/index.ts';
import { asksFor } from '../../fleet/index.ts';
import { type Expectations, lookInto } from '../../live/index.ts';
import { expectations } from '../../state/index.ts';
import type { FleetPorts, World } from '../world.ts';
import type { SeenStop } from './stops.ts';

/** What is late, missing or wrong. */
export async function verifyStops(
  world: Pick<World, 'store' | 'looks' | 'clock'>,
  known: Omit<Expectations, 'memory' | 'now'>,
  { clusters }: Pick<FleetPorts, 'clusters'>,
  signal: AbortSignal,
): Promise<readonly SeenStop[]> {
  const asked = Object.entries(world.looks.verify).filter(([section]) => asksFor(known.fleet, section));
  if (asked.length === 0) return [];
  const place = expectations.at(known.fleet.name);
  const reading = await place.look(world.store, signal);
  const stored = 'found' in reading ? reading.found : reading.damage;
  const before = ('found' in reading ? reading.found?.value.features : undefined) ?? {};
  const look = lookInto(clusters, signal);
  const features: Record<string, JsonObject> = {};
  const stops: SeenStop[] = [];
  for (const [section, verify] of asked) {
    const verified = await verify({ ...known, memory: before[section], now: world.clock.now() }, look);
    if (verified === undefined) continue;
    features[section] = verified.memory;
    stops.push(...verified.found.map((one) => ({ ...one, reason: 'not-made-by-others' as const })));
  }
  if ('damage' in reading || digestOf(features) !== digestOf(before))
    await place.write(world.store, { features }, stored?.generation ?? '0', signal);
  return stops;
}
