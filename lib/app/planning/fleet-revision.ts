// What is planned of one fleet at one commit: the fleet as its file says it, the tree, and for whom.
import type { Diagnostic, Tree } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { EarlyLook } from './plan-ground.ts';
import type { Occasion, Withheld } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';

export interface FleetRevision {
  readonly name: string;
  /** Undefined when the fleet file cannot be used: the revision is blocked. */
  readonly fleet: Fleet | undefined;
  /** Of the fleet file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: Tree;
  readonly occasion: Occasion;
  /** Of the head. */
  readonly seq?: number;
  /** Of the head: a look that was begun before its files were there. */
  readonly early?: EarlyLook;
  /** The fleet as the branch has it: all that a proposal may look at. */
  readonly inForce?: Fleet;
  /** The pull request that a merge group was made for. */
  readonly ofPull?: number;
  /** Why a proposal is not compared with anything. */
  readonly withheld?: Withheld;
  /** What it is planned because of: for the log alone. */
  readonly delivery?: string;
  /** Nobody asked for it: whether something changed. */
  readonly byItself?: RevisionHint['byItself'];
  /** What people changed by hand is put back as well. */
  readonly putsBack?: RevisionHint['putsBack'];
}
