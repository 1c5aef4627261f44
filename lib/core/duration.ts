// How people write a length of time: `30m`, `2h`, `1d`.

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^([1-9]\d{0,4})([mhd])$/;

/** Milliseconds of `30m`, `2h` or `1d`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** The shortest way to write so many milliseconds, which are whole minutes. */
export function durationText(milliseconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find((one) => milliseconds % UNITS[one] === 0) ?? 'm';
  return `${Math.ceil(milliseconds / UNITS[unit])}${unit}`;
}
