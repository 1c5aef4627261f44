// Which commit of which repository is planned, and what for. The same commit may be planned on several occasions, each
// with documents of its own, so that no plan of a commit replaces another one.

interface Planned {
  /** `owner/name`, in lower case. */
  readonly repository: string;
  readonly commit: string;
}

export type Occasion =
  /** The commit is the head of the branch that is applied. */
  | ({ readonly type: 'head' } & Planned)
  /** A merge queue's commit: the base with what is to be merged. `ref`: the queue's own branch. */
  | ({ readonly type: 'merge-group'; readonly base: string; readonly ref: string } & Planned)
  /** What merging it would make: the commit is its head, and `base` the head of the branch that it is merged into. */
  | ({ readonly type: 'pull-request' } & Planned & PullAtBase);

/** A pull request with what it is merged into: as the branch moves on, the merge becomes another one. */
export interface PullAtBase {
  readonly number: number;
  readonly base: string;
}

/** What tells the occasions of a commit apart in the names of documents: `head`, `merge-group`, `pull-7-BASE`. */
export function occasionName(occasion: Occasion): string {
  return occasion.type === 'pull-request' ? pullAtBase(occasion) : occasion.type;
}

/** As `occasionName`, of a pull request. */
export function pullAtBase({ number, base }: PullAtBase): string {
  return `${pullName(number)}-${base}`;
}

/** What belongs to a pull request whatever it is merged into. */
export function pullName(number: number): string {
  return `pull-${number}`;
}

/** Why there is no merge of a pull request to plan. */
export const UNMERGED = ['conflict', 'not-computed'] as const;
export type Unmerged = (typeof UNMERGED)[number];

/** Number of the pull request that it is of; undefined for every other occasion. */
export function whichPull(occasion: Occasion): number | undefined {
  return occasion.type === 'pull-request' ? occasion.number : undefined;
}

/** Whether it is only proposed: planned, never carried out. */
export function isProposal({ type }: Occasion): boolean {
  return type !== 'head';
}

/**
 * The pull request that a merge group was made for, by its ref `gh-readonly-queue/main/pr-7-<base>`; undefined when
 * that does not say.
 */
export function pullOfGroup(ref: string): number | undefined {
  const number = /\/pr-(\d+)-[^/]+$/.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}
