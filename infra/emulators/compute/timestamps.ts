// Timestamps as Compute prints them: RFC 3339 with milliseconds, in Pacific time.

const PACIFIC = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', timeZoneName: 'longOffset' });

/** e.g. `2024-04-24T18:24:19.357-07:00` for milliseconds since the epoch. */
export function timestamp(milliseconds: number): string {
  const instant = Math.floor(milliseconds);
  const name = PACIFIC.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT-08:00';
  const offset = name.slice('GMT'.length);
  const hours = Number(offset.slice(0, 3));
  const local = new Date(instant + hours * 3_600_000).toISOString();
  return local.replace('Z', offset);
}
