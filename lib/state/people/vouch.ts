// The word of somebody who may write to the repository for one commit of a stranger's pull request.
import { documentKind } from '../document/document.ts';
import { count, name, object, time } from '../document/shape.ts';

export interface Vouch {
  readonly number: number;
  readonly commit: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Created once. */
export const vouches = documentKind<Vouch, [repository: string, number: number, commit: string]>({
  name: 'vouch',
  bucket: 'release',
  collection: 'vouches',
  writers: ['reporter', 'person'],
  shape: object<Vouch>({ number: count, commit: name, by: name, at: time }),
  check: ({ commit }, [, , named]) => (commit === named ? undefined : `is for the commit ${commit}`),
});
