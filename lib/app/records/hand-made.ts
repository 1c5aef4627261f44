// What people changed by hand, as the sweep noted it, and how long the policy in force lets it stand (ADR 0044).
import type { Policy } from '../../fleet/index.ts';
import type { RefKey } from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { type Sighting, sightings } from '../../state/index.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 4;

/** How long it stands, milliseconds; 0: no longer than what anybody else changed. */
export function keepMsOf({ keepHandMadeHours = DEFAULT_HOURS }: Policy): number {
  return keepHandMadeHours * HOUR_MS;
}

/** Until when a change stands because a person made it, or may have made it, milliseconds since the epoch. */
export function keptUntil({ since, author }: Sighting, keepMs: number): number {
  // Who could not be asked about may be a person, who made it before it was seen.
  if (author === undefined) return since + keepMs;
  return author?.isPerson === true ? author.at + keepMs : Number.NEGATIVE_INFINITY;
}

/**
 * By unit: keys of what a person changed, and what the sweep does not put back yet. @param now milliseconds since the
 * epoch.
 */
export async function handMade(
  store: Store,
  fleet: string,
  policy: Policy,
  now: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<RefKey>>> {
  const keepMs = keepMsOf(policy);
  // Elsewhere nothing is put back by the sweep, and what differs is for the next plan.
  if (policy.apply !== 'merge' || policy.drift !== 'heal' || keepMs === 0) return new Map();
  const { found } = await sightings.list(store, [fleet], signal);
  const units = found.map(({ value: { unit, seen } }) => {
    const kept = Object.entries(seen).filter(
      ([, sighting]) => sighting.author?.isPerson === true && keptUntil(sighting, keepMs) > now,
    );
    return [unit, new Set(kept.map(([key]) => key))] as const;
  });
  return new Map(units.filter(([, kept]) => kept.size > 0));
}
