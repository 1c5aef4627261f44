// A moment as people read it, the same wherever they do.

/** `2026-01-05 10:00:00 UTC`. @param at milliseconds since the epoch. */
export function timeWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
