// How long GKE has for each part of a name: from when that part is not as expected, so that what comes in turn (import,
// Service, endpoints), and what goes and is put back, is waited for anew. Sources: GKE documents up to 5 minutes for an
// export, 20 for the first one of a fleet.
import { isJsonObject, type JsonObject, numberAt, textAt } from '../../../core/index.ts';
import type { Fault } from './judge.ts';

const MINUTE_MS = 60_000;
export const GRACE_MS = { usual: 5 * MINUTE_MS, firstOfFleet: 20 * MINUTE_MS } as const;

/** What is remembered of one name in one cluster. */
export interface Remembered {
  /** Digest of what is expected. */
  readonly what: string;
  readonly fault?: { readonly part: string; readonly since: number };
}

/** @param fault `unknown`: it cannot be read now, and what was known of it stays. */
export function rememberSince(
  before: Remembered | undefined,
  what: string,
  fault: Fault | undefined | 'unknown',
  now: number,
): Remembered {
  const known = before?.what === what ? before.fault : undefined;
  if (fault === 'unknown') return { what, ...(known && { fault: known }) };
  if (fault === undefined) return { what };
  return { what, fault: known?.part === fault.part ? known : { part: fault.part, since: now } };
}

export function isLate({ fault }: Remembered, isFirst: boolean, now: number): boolean {
  return fault !== undefined && now - fault.since >= (isFirst ? GRACE_MS.firstOfFleet : GRACE_MS.usual);
}

/** Undefined for what is not as it was written. */
export function readRemembered(kept: JsonObject[string]): Remembered | undefined {
  if (!isJsonObject(kept)) return undefined;
  const what = textAt(kept, 'what');
  const [part, since] = [textAt(kept, 'fault', 'part'), numberAt(kept, 'fault', 'since')];
  if (what === undefined) return undefined;
  return { what, ...(part === undefined || since === undefined ? {} : { fault: { part, since } }) };
}
