// What may be wrong with an edge for a time.
import type { Lag } from './lag.ts';

export type EdgeTrouble =
  /** It takes up no configuration and no endpoints; what came meanwhile serves when it ends. Health goes on. */
  | { readonly type: 'frozen' }
  /**
   * What is changed meanwhile takes so long. Its parts travel `together`, in the order in which they were changed, or
   * `apart`: each resource for itself, but none is taken up before what it refers to; `torn`: not even that is minded.
   */
  | { readonly type: 'slow'; readonly lag: Lag; readonly parts: 'together' | 'apart' | 'torn' }
  /** Its configuration is empty: 404 for everything. */
  | { readonly type: 'empty' }
  /** Nobody answers there. */
  | { readonly type: 'lost' }
  /** It serves the configuration that it served so long before, emulated milliseconds. */
  | { readonly type: 'reverted'; readonly byMs: number };

/** An answer to every request of an edge that is broken. The reason names it for those who count. */
export interface Outage {
  readonly status: number;
  readonly reason: string;
}

export const OUTAGES = {
  empty: { status: 404, reason: 'outage: the configuration of this edge is empty' },
  lost: { status: 502, reason: 'outage: this edge is lost' },
} as const satisfies Readonly<Record<string, Outage>>;

/** Whether a request failed by an edge that is broken, and by nothing that anybody configured. */
export function isOutage(reason: string): boolean {
  return Object.values(OUTAGES).some((outage) => outage.reason === reason);
}
