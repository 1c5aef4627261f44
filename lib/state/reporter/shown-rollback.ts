// The newest rollback of a unit that a comment asked for, and whose reply says how far it is: when the rollback is
// over, its pin is gone, and the reply still has to say so.
import { documentKind } from '../document/document.ts';
import { count, name, object, oneOf, optional, time } from '../document/shape.ts';

/** `followed`: the unit follows the branch again. `replaced`: by another rollback of the unit. */
export const ROLLBACK_ENDS = ['followed', 'replaced'] as const;

export interface ShownRollback {
  readonly unit: string;
  /** The comment that asked for it, and the issue or pull request that it stands on. */
  readonly comment: number;
  readonly issue: number;
  /** When it was asked for: milliseconds since the epoch. */
  readonly at: number;
  /** The run that it goes back to. */
  readonly to: string;
  /** Absent while it stands. */
  readonly end?: { readonly how: (typeof ROLLBACK_ENDS)[number]; readonly commit: string };
}

export const shownRollbacks = documentKind<ShownRollback, [fleet: string, unit: string]>({
  name: 'shown-rollback',
  bucket: 'state',
  collection: 'shown-rollbacks',
  writers: ['reporter'],
  shape: object<ShownRollback>({
    unit: name,
    comment: count,
    issue: count,
    at: time,
    to: name,
    end: optional(object<NonNullable<ShownRollback['end']>>({ how: oneOf(...ROLLBACK_ENDS), commit: name })),
  }),
});
