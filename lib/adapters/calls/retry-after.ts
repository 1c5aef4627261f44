// The header by which a server says when it can be asked again.

/**
 * When a server that sent this `Retry-After` can be asked again, milliseconds since the epoch; undefined where it does
 * not say. Source: RFC 9110, section 10.2.3: seconds, or a date.
 */
export function retryAtOf(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined || header.trim() === '') return undefined;
  const at = /^\d+$/.test(header.trim()) ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isFinite(at) ? at : undefined;
}
