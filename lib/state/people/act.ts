// Who did what, when and why: one record per act of a person, created and never changed.
import { documentKind } from '../document/document.ts';
import { name, object, oneOf, optional, text, time } from '../document/shape.ts';

/** A person, or whatever acts for one: `cli alice@example.com`, `github alice`. */
export interface Act {
  readonly by: string;
  readonly reason: string;
}

/**
 * A rule that an admin set aside: that nobody approves what he brought in or asked for himself, or that it is known who
 * brought it in.
 */
export type SetAside = 'own-commits' | 'unknown-pusher' | 'own-rollback';

export interface ActRecord extends Act {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly action:
    | 'pause'
    | 'resume'
    | 'freeze'
    | 'unfreeze'
    | 'drain'
    | 'undrain'
    | 'approve'
    | 'confirm-policy'
    | 'roll-back'
    | 'replay'
    | 'vouch'
    | 'follow'
    | 'clean'
    /** `#12 as COMMIT`. */
    | 'merge';
  /** What it was done to: a unit, a cluster, a plan's digest, a message, a pull request's commit. */
  readonly subject: string;
  /** Undefined: none. */
  readonly setAside?: SetAside;
}

/** Created once. `scope`: a fleet's name, or `_` for what is done to none of them. */
export const acts = documentKind<ActRecord, [scope: string, day: string, name: string]>({
  name: 'act',
  bucket: 'audit',
  collection: 'acts',
  writers: ['reporter', 'person'],
  shape: object<ActRecord>({
    by: name,
    reason: text,
    at: time,
    action: oneOf(
      'pause',
      'resume',
      'freeze',
      'unfreeze',
      'drain',
      'undrain',
      'approve',
      'confirm-policy',
      'roll-back',
      'replay',
      'vouch',
      'follow',
      'clean',
      'merge',
    ),
    subject: text,
    setAside: optional(oneOf('own-commits', 'unknown-pusher', 'own-rollback')),
  }),
});
