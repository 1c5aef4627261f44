// A person's word for exactly one plan: by digest, so that it outlives a rebase and never covers another plan.
import type { GateCode } from '../../plan/index.ts';
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { digest, listOf, name, object, text, time } from '../document/shape.ts';

export interface Approval extends Act {
  readonly unit: string;
  /** Digest of the plan. */
  readonly plan: string;
  /** The gates that stood when it was given. It opens no others: who gave it may be nobody who could open those. */
  readonly opens: readonly GateCode[];
  /** Milliseconds since the epoch. Names the approval: a run that used it says so. */
  readonly at: number;
}

/** Created once. */
export const approvals = documentKind<Approval, [fleet: string, plan: string]>({
  name: 'approval',
  bucket: 'release',
  collection: 'approvals',
  writers: ['reporter', 'person'],
  shape: object<Approval>({
    unit: name,
    plan: digest,
    opens: listOf(name),
    at: time,
    by: name,
    reason: text,
  }),
  check: ({ plan }, [, named]) => (plan === named ? undefined : `is for the plan ${plan}`),
});
