// What somebody on call is shown: read from the buckets, digested, the same for a terminal and for a machine. Times are
// milliseconds since the epoch; what is absent is not known.
import type { Failure, StopReason } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import type { Evidence } from '../../execute/index.ts';
import type { RunView } from '../apply-check/run-view.ts';
import type { UnitState } from '../apply-check/unit-state.ts';

export interface FleetStatus {
  readonly fleet: string;
  /** When it was read. */
  readonly at: number;
  /** Where the branch is; absent where that is lost or damaged. */
  readonly head?: { readonly repository: string; readonly commit: string; readonly seq: number };
  /** What was carried out to its end last. */
  readonly finished?: { readonly commit: string; readonly seq: number };
  /** Of the head; absent until it is planned. */
  readonly verdict?: string;
  /** When a sweep was noted last. */
  readonly sweptAt?: number;
  readonly isSweepLate: boolean;
  /** Who stopped the fleet as a whole, until when and why. */
  readonly freeze?: string;
  readonly pause?: string;
  readonly clusters: readonly ClusterStatus[];
  readonly units: readonly UnitStatus[];
  readonly stops: readonly StopStatus[];
  /** What is replaced and still stands. */
  readonly retiring: readonly RetiringStatus[];
  /** What people's words keep from being as it is wanted, sentences. */
  readonly overrides: readonly string[];
  /** Documents that cannot be used, each with what is wrong with it. */
  readonly damaged: readonly string[];
}

/** What of a unit stands although nobody wants it any more. */
export interface RetiringStatus {
  readonly unit: string;
  readonly count: number;
  /** Since when the newest of it is replaced, milliseconds since the epoch. */
  readonly since: number;
  /** What the last look found, sentences; empty before its time. */
  readonly said: readonly string[];
  /** Digest of the plan by which a person has it retired now; absent where that is not to be had. */
  readonly offered?: string;
}

export interface ClusterStatus {
  readonly link: string;
  /** As it was read last: `stale` is what is known from before. */
  readonly state: 'fresh' | 'stale' | 'unknown';
  readonly reason?: string;
}

/** One plan of a unit, or the unit where it has none. */
export interface UnitStatus {
  readonly unit: string;
  readonly plan?: string;
  readonly state: UnitState;
  readonly since?: number;
  readonly runId?: string;
  readonly steps?: RunView['steps'];
  /** What it waits for, or why it stands still. */
  readonly why?: string;
  /** Of a wait that ends by itself. */
  readonly until?: number;
  /** Who stopped the unit before a run came to that, until when and why. */
  readonly pause?: string;
  /** What a person can do about it, as a command; absent where nothing is left to a person. */
  readonly command?: string;
  readonly failures: readonly StepFailure[];
}

export interface StepFailure {
  readonly step: string;
  readonly failure: Failure;
}

export interface StopStatus {
  readonly reason: StopReason;
  readonly subject: string;
  readonly why: string;
  readonly since: number;
  /** It has lasted so long that people are told. */
  readonly isDue: boolean;
}

/** One run, as a list shows it. */
export interface RunLine {
  readonly fleet: string;
  readonly unit: string;
  readonly runId: string;
  readonly commit?: string;
  readonly plan?: string;
  readonly began?: number;
  readonly ended?: number;
  /** `open`: it has not ended. `damaged`: its journal cannot be read. */
  readonly result: RunResult | 'open' | 'damaged';
  readonly message?: string;
  readonly approvedBy?: string;
  /** What was asked, and what answered, before it took away what was replaced: what else lets such a run through. */
  readonly evidence?: readonly Evidence[];
}

type RunResult = Extract<RunView['stage'], { type: 'ended' }>['result'];

export interface RunDetail extends RunLine {
  readonly changes: readonly ChangeLine[];
  readonly steps: readonly StepLine[];
  /** Who carried it on, and when: one worker after the other. */
  readonly workers: readonly { readonly holder: string; readonly at: number }[];
}

export type ChangeLine = Pick<Change, 'key' | 'kind' | 'cause' | 'impact' | 'why'>;

export interface StepLine {
  readonly step: string;
  readonly status: 'done' | 'waiting' | 'failed' | 'attempted' | 'not-begun';
  /** The first entry about it, and the last. */
  readonly began?: number;
  readonly last?: number;
  /** Calls that were begun. */
  readonly calls: number;
  readonly wrote?: boolean;
  readonly note?: string;
  readonly waitsFor?: string;
  readonly until?: number;
  /** The last failure, also where a later call went well. */
  readonly failure?: Failure;
}

/** What one run did to one resource. */
export interface HistoryLine extends RunLine {
  readonly change: ChangeLine;
  /** Whether the run wrote it; absent where it had nothing to write, or did not come to it. */
  readonly wrote?: boolean;
  /** Of the pull request that brought the commit. */
  readonly pullRequest?: number;
  readonly mergedBy?: string;
  /** `https://github.com/…/commit/…`, where the repository is known. */
  readonly commitUrl?: string;
}
