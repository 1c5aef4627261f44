// A person's word that a commit may be taken as the head of the branch, though nothing is known to lead there.
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { name, object, text, time } from '../document/shape.ts';

export interface FollowWord extends Act {
  /** Milliseconds since the epoch. A fleet that was forced to another commit since then does not obey it. */
  readonly at: number;
}

/** Replaced when it is said again. */
export const followWords = documentKind<FollowWord, [repository: string, commit: string]>({
  name: 'follow-word',
  bucket: 'release',
  collection: 'follows',
  writers: ['reporter'],
  shape: object<FollowWord>({ at: time, by: name, reason: text }),
});
