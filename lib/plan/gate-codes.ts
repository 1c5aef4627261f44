// The gates of the plan itself: what stops a plan until a person approves exactly that plan, or, for some, until
// something else changes. Features bring theirs. `rangelight explain CODE` and docs/reference/gates.md print all of
// them. A data table.

export interface GateEntry {
  /** The gravest gate has the lowest. */
  readonly rank: number;
  /** No approval opens it. */
  readonly isFinal?: true;
  /** What the plan does, as part of a title. */
  readonly words: string;
  /** Why it stops. */
  readonly doc: string;
  /** What the author of the change does next, in one sentence. */
  readonly next: string;
}

/** Stands in documents: it never changes. */
export type GateCode = string;

export const PLAN_GATES = {
  'everything-removed': {
    rank: 10,
    words: 'removes everything',
    doc: 'No manifest of the commit declares anything, so that all load balancers of the fleet would go: more often a folder that was moved, or a pattern of spec.manifests that meets nothing any more, than a wish.',
    next: 'Put the manifests back or mend spec.manifests; to take the fleet down, follow docs/teardown.md and have somebody approve the plan.',
  },
  'quota-short': {
    rank: 140,
    isFinal: true,
    words: 'needs more than a quota has left',
    doc: 'The rollout would stop half-way, where a quota of the project refuses it. No approval helps.',
    next: 'Ask the platform team to raise the quota, or change less at once; then push again.',
  },
  'too-many-deletes': {
    rank: 160,
    words: 'deletes more than the policy allows',
    doc: 'The revision deletes more resources than policy.maxDeletes says, where one that stands in several clusters or zones counts once: often a folder that was moved, or a bad merge.',
    next: 'Look through what goes; if all of it is meant, have somebody approve the plan.',
  },
  unrecorded: {
    rank: 170,
    words: 'takes away what the state has no record of',
    doc: 'The record of what was applied is lost. Only the mark in the cloud says whose it is, and a mark can be copied.',
    next: 'Look through what goes; if all of it is yours, have somebody approve the plan.',
  },
} as const satisfies Readonly<Record<GateCode, GateEntry>>;
