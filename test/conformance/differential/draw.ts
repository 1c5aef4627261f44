// Seeded choices for made-up requests.
import { type Random, randomFor } from '../../../infra/emulators/kit/random.ts';
import { isObject, type Json, type JsonObject } from './exchange.ts';

export interface Draw {
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the words, each as often as its number says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
}

export function drawFor(seed: number, part: string): Draw {
  const random: Random = randomFor(seed, part);
  return {
    chance: (probability) => random.next() < probability,
    pick: (values) => values[random.integer(0, values.length - 1)] as (typeof values)[number],
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [word, weight] of entries) {
        left -= weight;
        if (left < 0) return word;
      }
      return (entries[0] as [keyof typeof weights, number])[0];
    },
  };
}

/** What a field may be: values that are right, and values that a server refuses or mends. */
export interface Field {
  readonly at: string;
  readonly good: readonly Json[];
  readonly bad?: readonly Json[];
}

/** `base` with some of the fields set; at most one of them to something bad. */
export function withFields(draw: Draw, base: JsonObject, fields: readonly Field[], howOften: number): JsonObject {
  let value = base;
  let mayBeBad = draw.chance(0.2);
  for (const { at, good, bad = [] } of fields) {
    if (!draw.chance(howOften)) continue;
    const isBad = mayBeBad && bad.length > 0 && draw.chance(0.5);
    if (isBad) mayBeBad = false;
    value = setAt(value, at.split('/'), draw.pick(isBad ? bad : good));
  }
  return value;
}

function setAt(object: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...object, [key]: value };
  const below = object[key];
  return { ...object, [key]: setAt(isObject(below) ? below : {}, rest, value) };
}
