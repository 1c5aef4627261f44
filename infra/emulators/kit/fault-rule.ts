// The fault language: which requests meet a fault, and what happens to them. Data only, so that a test and the control
// API say the same thing. Meaning: BEHAVIOR.md.
import type { LatencyProfile } from './pace.ts';

/** One fault. Without `match` every request meets it. */
export interface FaultRule {
  readonly match?: FaultMatch;
  readonly effect: FaultEffect;
}

/** Everything that is said must hold. */
export interface FaultMatch {
  /** Upper case. */
  readonly method?: string;
  /** Glob over the path without query: `*` within a segment, `**` across segments. */
  readonly path?: string;
  /** Regular expression, found anywhere in the path with query. */
  readonly pathRegex?: string;
  /** From the n-th matching request on, counted from 1; default: the first. */
  readonly nth?: number;
  /** How many requests it hits before it wears off; default: 1 when `nth` is given, else until removed. */
  readonly times?: number;
  /** Probability for each matching request, by a generator of the rule's own. */
  readonly rate?: number;
  /** Seed of that generator; default 1. */
  readonly seed?: number;
}

/** The request waits, then goes on. Milliseconds of emulated time, or as long as the emulator's profile says. */
export interface Delay {
  readonly type: 'delay';
  readonly ms?: number;
  readonly profile?: LatencyProfile;
}

/** The request is refused without being handled. */
export interface Answer {
  readonly type: 'answer';
  /** HTTP status; gRPC services answer the code that it stands for. */
  readonly status: number;
  /** The service's machine-readable word, e.g. `rateLimitExceeded`, `TooManyRequests`; default: the usual one. */
  readonly reason?: string;
  readonly message?: string;
  /** Instead of the service's own error body. A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connection is reset: before anything happened, or after it took effect and before it was answered. */
export interface Reset {
  readonly type: 'reset';
  readonly when: 'before' | 'after';
}

/** The request stays in the network until released, or for `ms`; later ones overtake it. */
export interface Hold {
  readonly type: 'hold';
  readonly ms?: number;
  /** `reset`: the caller loses its connection at once, and the request arrives nevertheless. Default `waits`. */
  readonly caller?: 'waits' | 'reset';
}

/** A read is answered from the state before the last change of what it reads. */
export interface Stale {
  readonly type: 'stale';
}

/** A list lacks its last items, without a word about it. */
export interface ShortList {
  readonly type: 'short-list';
  readonly drop: number;
}

/** A list lacks the items of places that could not be reached, and says so in the protocol's own way. */
export interface Unreachable {
  readonly type: 'unreachable';
  /** e.g. `zones/us-west1-a` (Compute), `locations/us-west1` (GKE Hub). */
  readonly places: readonly string[];
}

/** What is taken out of a list. */
export type Cut = ShortList | Unreachable;

/** The request is accepted; the operation that it starts fails when it would take effect. */
export interface FailOperation {
  readonly type: 'fail-operation';
  /** e.g. `RESOURCE_OPERATION_RATE_EXCEEDED`. */
  readonly code: string;
  readonly message: string;
  /** HTTP status that the operation shows; default 400. */
  readonly status?: number;
}

export type FaultEffect = Delay | Answer | Reset | Hold | Stale | Cut | FailOperation;
export type FaultType = FaultEffect['type'];

/** Effects that every emulator has; the others only where the protocol gives them a meaning. */
export const COMMON_FAULTS: readonly FaultType[] = ['delay', 'answer', 'reset', 'hold'];
