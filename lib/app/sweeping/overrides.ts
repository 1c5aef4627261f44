// What people's words keep from being as it is wanted: noted for whoever asks where a fleet stands. Where the time of
// one is over, the worker is asked to make the next step of ending it, and where it cannot be ended that is told.
import { RangelightError } from '../../core/index.ts';
import type { Policy } from '../../fleet/index.ts';
import { type AppliedState, isComputeRef, type ObservedState } from '../../model/index.ts';
import type { Override } from '../../plan/index.ts';
import type { FleetPorts, World } from '../world.ts';
import type { SeenStop } from './stops.ts';

export interface Overridden {
  readonly fleet: string;
  readonly policy: Policy;
  readonly observed: ObservedState;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly ports: FleetPorts;
  /** The guard, or a freeze, forbids every write. */
  readonly isHeld: boolean;
}

/** @returns what stops, one for each cluster. */
export async function endOverrides(
  world: Pick<World, 'kinds' | 'rules' | 'runs' | 'clock' | 'publisher'>,
  { fleet, policy, observed, applied, ports, isHeld }: Overridden,
  signal: AbortSignal,
): Promise<readonly SeenStop[]> {
  const now = world.clock.now();
  const over = world.rules.overrides(observed).filter(({ until }) => until <= now);
  const mayWrite = !isHeld && policy.apply !== 'never';
  const why = new Map<string, { readonly since: number; readonly sentences: Set<string> }>();
  const due = new Set<string>();
  for (const one of over) {
    const hindrance = mayWrite ? await hindranceOf(world, one, { observed, applied, ports }, signal) : NOTHING_WRITTEN;
    if (hindrance !== undefined) {
      const known = why.get(one.of) ?? { since: one.until, sentences: new Set() };
      known.sentences.add(hindrance);
      why.set(one.of, { ...known, since: Math.min(known.since, one.until) });
    }
    // What it has got back is taken again where it falls ill.
    const isDue = hindrance === undefined ? (one.ending?.nextAt ?? one.until) <= now : one.ending !== undefined;
    if (mayWrite && isDue) due.add(one.unit);
  }
  for (const unit of [...due].sort()) await world.publisher.publishTask({ type: 'give-back', fleet, unit }, signal);
  return [...why].map(([subject, { since, sentences }]) => ({
    reason: 'override-stays',
    subject,
    since,
    why: [...sentences].sort().join('; '),
  }));
}

const NOTHING_WRITTEN = 'nothing may be written for the fleet now';

async function hindranceOf(
  { kinds, runs }: Pick<World, 'kinds' | 'runs'>,
  { key, of, unit }: Override,
  { observed, applied, ports: { compute } }: Pick<Overridden, 'observed' | 'applied' | 'ports'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ref = observed.resources.get(key)?.ref;
  if (ref === undefined || !isComputeRef(ref)) return undefined;
  try {
    return await runs
      .of(ref.kind)
      .override?.hindered(ref, of, { kinds, compute, wanted: applied.get(unit)?.resources[key]?.body }, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return `how well ${of} is cannot be read: ${error.message}`;
  }
}
