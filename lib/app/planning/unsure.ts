// Of what in a unit nothing is taken away, because part of what it is planned or swept from is unknown; and what that
// holds, told to people. Pure.
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import { markedIn } from '../../diff/index.ts';
import { type Facts, isFresh } from '../../fleet/index.ts';
import { FLEET_UNIT, keyText, objectText, type RefKey, type UnknownPart, unreadTitles } from '../../model/index.ts';
import { onUnknown, type Rules, type UnitStates } from '../../plan/index.ts';
import { placeOfPart, unknownParts } from './not-known.ts';
import type { PlanInput } from './plan-input.ts';
import type { Judged } from './judge-unit.ts';

export interface Unsure {
  readonly isPartial: boolean;
  readonly isUnsure: (key: RefKey) => boolean;
}

/** @param isIncomplete a manifest that nobody could read may be of any unit. */
export function unsureIn(
  rules: Rules,
  states: UnitStates,
  facts: Pick<Facts, 'clusters'>,
  isIncomplete: boolean,
): Unsure {
  const unknown = unknownParts({ observed: states.observed, facts });
  if (isIncomplete || isWhollyUnsure(states, facts, unknown)) return { isPartial: true, isUnsure: () => true };
  const keys = onUnknown(rules, states, unknown);
  return { isPartial: keys.size > 0, isUnsure: (key) => keys.has(key) };
}

/**
 * What belongs to the whole fleet is made from the facts of all clusters; without a record nobody knows what hangs
 * together.
 */
function isWhollyUnsure(
  { unit, applied, observed }: UnitStates,
  facts: Pick<Facts, 'clusters'>,
  unknown: readonly UnknownPart[],
): boolean {
  if (unit === FLEET_UNIT) return !isFresh(facts);
  return unknown.length > 0 && applied === undefined && (markedIn(observed).get(unit) ?? []).length > 0;
}

/** Around a unit that is planned. @param input what is wanted in it has room beside what stands. */
export function statesOf({ compiled, inFlight, applied, observed }: PlanInput, unit: string): UnitStates {
  const desired = [...compiled.states, ...inFlight].filter((state) => state.unit === unit);
  return { unit, desired, applied: applied.get(unit), observed };
}

/** One for each part that could not be read and for which something stays as it was applied. */
export function heldWords(
  input: PlanInput,
  units: readonly (Pick<Judged, 'held'> & { readonly unit: string })[],
): readonly Diagnostic[] {
  const holding = units.filter(({ held }) => held.length > 0);
  return unknownParts(input).flatMap((part) => {
    const objects = holding.flatMap(({ unit, held }) => {
      const around = onUnknown(input.rules, statesOf(input, unit), [part]);
      return held.filter((object) => around.has(object));
    });
    const [first] = objects;
    if (first === undefined) return [];
    const names = objects.slice(0, MOST_NAMES).map((key) => objectText(keyText(key)));
    const more = objects.length > MOST_NAMES ? [`${objects.length - MOST_NAMES} more`] : [];
    const message = `${[...names, ...more].join(', ')}: as applied, because this commit takes something away there and ${partWords(input, part)} cannot be read`;
    return [diagnostic('held-while-unread', message, input.placeOf(first, []) ?? placeOfPart(input.fleet, part))];
  });
}

function partWords({ rules: { kinds } }: PlanInput, part: UnknownPart): string {
  if (part.part === 'compute') return [`Compute ${part.kind}`, part.zone ?? []].flat().join(' in ');
  const titles = unreadTitles(kinds, part);
  return titles.length === 0 ? part.cluster : `${titles.join(', ')} in ${part.cluster}`;
}

const MOST_NAMES = 10;
