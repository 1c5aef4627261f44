// The journal of a run: create-only entries, folded into the run's state.
import type { Failure } from '../core/index.ts';
import type { AppliedState, DesiredResource, RefKey } from '../model/index.ts';

/** Whether something that is replaced is still used: what was asked, and what answered. */
export interface Evidence {
  /** What is to go, and what led requests to it. */
  readonly of: RefKey;
  readonly by: RefKey;
  /** When it was asked, milliseconds since the epoch. */
  readonly at: number;
  /** `unknown` where nothing could be read, or what was read is late, missing or not whole. */
  readonly answer: 'unused' | 'used' | 'unknown';
  /** A sentence. */
  readonly said: string;
  /** When the last request reached it, as far as that is known: end of that minute, milliseconds since the epoch. */
  readonly lastRequestAt?: number;
}

/**
 * One execution of one plan by a chain of workers. Times are milliseconds since the epoch, of Cloud Storage's clock.
 */
export type JournalEntry =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly plan: string;
      /** Digest of the desired state that it works towards. */
      readonly desired: string;
      readonly seq: number;
      readonly commit: string;
      readonly holder: string;
      /** What it was released by, beside the policy: used up when the run succeeds. */
      readonly approval?: { readonly by: string; readonly at: number };
      /** What clients know (a VIP) and it does not bring back, sorted. */
      readonly lost?: readonly string[];
      /** Of a run that retires something: what it begins on. */
      readonly evidence?: readonly Evidence[];
    }
  | { readonly type: 'resumed'; readonly at: number; readonly holder: string }
  /** Before a call whose effect may happen without our hearing of it. */
  | { readonly type: 'attempt'; readonly at: number; readonly step: string; readonly attempt: number }
  | {
      readonly type: 'done';
      readonly at: number;
      readonly step: string;
      /** False when the resource already was as wanted. */
      readonly wrote: boolean;
      /** What now stands applied; null after a delete; absent for steps without a resource. */
      readonly applied?: DesiredResource | null;
      /** A fact worth telling: the VIP, the number of endpoints. */
      readonly note?: string;
      /** Of a baseline: healthy endpoints by backend service and region. */
      readonly health?: HealthByService;
    }
  | {
      readonly type: 'waiting';
      readonly at: number;
      readonly step: string;
      readonly until: number;
      readonly reason: string;
      /** Looks in a row that found something wrong. */
      readonly alarms?: number;
    }
  | {
      readonly type: 'failed';
      readonly at: number;
      readonly step: string;
      readonly failure: Failure;
      readonly until?: number;
    }
  | { readonly type: 'finished'; readonly at: number; readonly result: RunResult; readonly message: string };

/** Healthy endpoints by backend service, then by region. */
export type HealthByService = Readonly<Record<RefKey, Readonly<Record<string, number>>>>;

export type RunResult = AppliedState['result'];
