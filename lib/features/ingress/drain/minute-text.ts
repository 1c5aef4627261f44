// A time as people read it who hear of a drain.

/** `2026-01-05 10:00 UTC`. @param at milliseconds since the epoch. */
export function minuteText(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC');
}
