// A person's word for the policy of a fleet, where the state does not say any more which one is in force.
import type { Policy } from '../../fleet/index.ts';
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { name, object, text, time } from '../document/shape.ts';
import { policy } from '../document/values.ts';

export interface PolicyWord extends Act {
  /** The commit that the person saw as the head. */
  readonly commit: string;
  /** The policy of that commit's fleet file. */
  readonly policy: Policy;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Replaced by the next one. */
export const policyWords = documentKind<PolicyWord, [fleet: string]>({
  name: 'policy-word',
  bucket: 'release',
  collection: 'policies',
  writers: ['reporter', 'person'],
  shape: object<PolicyWord>({ commit: name, policy, at: time, by: name, reason: text }),
});
