// Seeded randomness, so that a run of the local cloud can be repeated from its seed.

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [min, max]. */
  integer(min: number, max: number): number;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
}

/** A mulberry32 generator: small, fast and good enough for delays and ids; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}

/**
 * A generator for one part of a whole: parts that draw side by side, in an order that nobody decides, each get their
 * own, so that the same seed gives the same cluster the same ids however long the others take.
 */
export function randomFor(seed: number, part: string): Random {
  let mixed = seed >>> 0;
  for (const character of part) mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seededRandom(mixed);
}
