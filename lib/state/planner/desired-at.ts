// Desired states by their names, however they are kept: one that is kept as another with a few resources otherwise is
// put together of both documents.
import { canonicalJson, compareText } from '../../core/index.ts';
import {
  type DesiredState,
  type DesiredVariant,
  digestOfDesired,
  digestOfVariant,
  refKey,
  resourcesByKey,
  wholeState,
} from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { type DesiredDocument, desiredStates } from './desired.ts';
import { damagedFailure } from '../document/damage.ts';
import type { DocumentReading, Place } from '../document/document.ts';

const NOTHING = { found: undefined };

/** A state in the bucket. One whose base is lost or damaged cannot be used. */
export interface DesiredPlace extends Pick<Place<DesiredState>, 'look' | 'read'> {
  /** As it is kept: for whoever reads several that share nearly everything. */
  lookAtVariant(store: Store, signal: AbortSignal): Promise<DocumentReading<DesiredVariant>>;
}

export function desiredAt(fleet: string, digest: string): DesiredPlace {
  return desiredIn(fleet)(digest);
}

/** For several of one store, each by its digest: what they stand on is read once. */
export function desiredIn(fleet: string): (digest: string) => DesiredPlace {
  const bases = new Map<string, Promise<DocumentReading<DesiredDocument>>>();
  return (digest) => {
    const place = desiredStates.at(fleet, digest);
    const it: DesiredPlace = {
      async lookAtVariant(store, signal) {
        const reading = await place.look(store, signal);
        if ('damage' in reading) return reading;
        if (reading.found === undefined) return NOTHING;
        const { value, generation } = reading.found;
        if (value.base === undefined) return { found: { value: { base: value, otherwise: new Map() }, generation } };
        const { desired, without } = value.base;
        const below = bases.get(desired) ?? desiredStates.at(fleet, desired).look(store, signal);
        bases.set(desired, below);
        const standsOn = await below;
        if ('damage' in standsOn) return standsOn;
        const base = standsOn.found?.value;
        const otherwise = new Map([
          ...value.resources.map((resource) => [refKey(resource.ref), resource] as const),
          ...without.map((key) => [key, undefined] as const),
        ]);
        const variant = base && { base, otherwise };
        if (variant !== undefined && base?.base === undefined && digestOfVariant(variant) === digest)
          return { found: { value: variant, generation } };
        const why = base === undefined ? `stands on ${desired}, which is lost` : 'is not what its digest says';
        return { damage: { bucket: place.bucket, key: place.key, why, generation, isNewer: false } };
      },
      async look(store, signal) {
        const reading = await it.lookAtVariant(store, signal);
        if ('damage' in reading) return reading;
        if (reading.found === undefined) return NOTHING;
        const { value, generation } = reading.found;
        return { found: { value: wholeState(value), generation } };
      },
      async read(store, signal) {
        const reading = await it.look(store, signal);
        if ('damage' in reading) throw damagedFailure(reading.damage);
        return reading.found;
      },
    };
    return it;
  };
}

/**
 * Keeps what is wanted of units; what is there already and can be used stays.
 * @returns for a variant: its base is written before it, and once.
 */
export function keeperOfDesired(store: Store): (variant: DesiredVariant, signal: AbortSignal) => Promise<void> {
  const bases = new Map<DesiredState, Promise<void>>();
  return async (variant, signal) => {
    const { base } = variant;
    const { fleet } = base;
    const below = bases.get(base) ?? desiredStates.at(fleet, digestOfDesired(base)).create(store, base, signal);
    bases.set(base, below);
    await below;
    const digest = digestOfVariant(variant);
    if (digest === digestOfDesired(base)) return;
    const document = documentOf(variant);
    // Another one of the same name may stand on what is lost.
    const stays = (there: DesiredDocument): boolean =>
      there.base === undefined || canonicalJson(there) === canonicalJson(document);
    await desiredStates
      .at(fleet, digest)
      .update(store, (there) => (there !== undefined && stays(there) ? undefined : document), signal);
  };
}

function documentOf({ base, otherwise }: DesiredVariant): DesiredDocument {
  const { fleet, unit } = base;
  const changed = [...otherwise].sort(([a], [b]) => compareText(a, b));
  const resources = changed.flatMap(([, resource]) => resource ?? []);
  const before = resourcesByKey(base);
  const without = changed.flatMap(([key, resource]) => (resource === undefined && before.has(key) ? [key] : []));
  return { fleet, unit, resources, base: { desired: digestOfDesired(base), without } };
}
