// When a drift may be put back, by who made it.
import { expect, test } from 'vitest';
import { keepMsOf } from '../../../../lib/app/records/hand-made.ts';
import { authorsIn, healsAt, toHeal } from '../../../../lib/app/sweeping/healing.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import type { Author } from '../../../../lib/diff/index.ts';
import type { Sightings } from '../../../../lib/state/index.ts';
import { changeOf } from '../../plan/change.ts';
import { compute } from '../../balancer.ts';

const POLICY: Policy = { apply: 'merge', drift: 'heal', maxDeletes: 5, takeover: false };
const [MINUTE, HOUR] = [60_000, 3_600_000];
const HEAL_AFTER_MS = 3 * MINUTE;
const ANNA: Author = { by: 'anna@example.com', at: -MINUTE, isPerson: true };

const [map, check] = [
  changeOf(compute('urlMap', 'um'), { cause: 'drift' }),
  changeOf(compute('healthCheck', 'hc'), { cause: 'drift' }),
];

const patienceOf = (policy: Partial<Policy> = {}) => ({
  healAfterMs: HEAL_AFTER_MS,
  keepMs: keepMsOf({ ...POLICY, ...policy }),
});

/** Both seen since 0. @param authors of the map, and of the health check. */
const memoryOf = (...authors: readonly (Author | null | undefined)[]): Sightings => {
  const seen = [map, check].map(({ key }, index) => {
    const author = authors[index];
    return [key, { what: 'w', since: 0, ...(author === undefined ? {} : { author }) }] as const;
  });
  return { unit: 'blue', commit: 'c', seen: Object.fromEntries(seen), healed: {} };
};

/** The first minute in which something is put back, up to two days; undefined when nothing is. */
function minuteOf(memory: Sightings, hours?: number): number | undefined {
  const patience = patienceOf(hours === undefined ? {} : { keepHandMadeHours: hours });
  for (let minute = 0; minute < 48 * 60; minute += 1)
    if (toHeal(memory, [map], patience, minute * MINUTE).length > 0) {
      expect(healsAt(memory, [map], patience)).toBe(minute * MINUTE);
      return minute;
    }
  expect(healsAt(memory, [map], patience)).toBeUndefined();
  return undefined;
}

test.each([
  ['a person, by default', ANNA, undefined, 4 * 60 - 1],
  ['a person, with 24 hours', ANNA, 24, 24 * 60 - 1],
  ['a person, with 0 hours', ANNA, 0, 3],
  ['a person, long before it was seen', { ...ANNA, at: -5 * HOUR }, undefined, 3],
  ['what no person is', { by: 'robot', at: -MINUTE, isPerson: false }, undefined, 3],
  ['nobody knows who', null, undefined, 3],
  ['who could not be asked, with 0 hours', undefined, 0, 3],
  ['who could not be asked', undefined, undefined, 4 * 60],
] as const)('case 57: changed by %s', (_who, author, hours, minute) => {
  expect(minuteOf(memoryOf(author), hours)).toBe(minute);
});

test('case 57: what belongs to what a person changed waits with it', () => {
  const joined = { ...check, needs: [map.key] };
  const patience = patienceOf();
  const memory = memoryOf(ANNA, null);
  expect(toHeal(memory, [map, check], patience, HEAL_AFTER_MS)).toEqual([check]);
  expect(toHeal(memory, [map, joined], patience, HEAL_AFTER_MS)).toEqual([]);
  expect(toHeal(memory, [map, joined], patience, 4 * HOUR)).toHaveLength(2);
  expect(healsAt(memory, [map, check], patience)).toBe(4 * HOUR - MINUTE);
});

test('who was asked about is known by key', () => {
  expect(authorsIn(memoryOf())).toBeUndefined();
  expect(authorsIn(memoryOf(null))).toEqual({ [map.key]: null });
  expect(authorsIn(memoryOf(ANNA, null))).toEqual({ [map.key]: ANNA, [check.key]: null });
});
