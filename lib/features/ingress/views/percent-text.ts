// A part of the requests in words.

/** `5 %`, `33.3 %`: with more digits only where it would look like none or all. @param part 0 to 1. */
export function percentText(part: number): string {
  const percent = part * 100;
  const rounded = Math.round(percent * 10) / 10;
  const isExact = (rounded > 0 || percent === 0) && (rounded < 100 || part >= 1);
  return `${isExact ? rounded : Number(percent.toPrecision(6))} %`;
}
