// That the branch of a repository is not followed, and why: it has a head that nothing leads to, or it cannot be found.
// It is told only when it is seen again some minutes later.
import { documentKind } from '../document/document.ts';
import { listOf, name, object, oneOf, optional, time } from '../document/shape.ts';

export interface Unfollowed {
  /** `stray-head`: no known move of the branch leads there from what was taken last. */
  readonly why: 'stray-head' | 'no-branch' | 'no-repository';
  readonly branch: string;
  /** The head that is not followed; absent where there is none. */
  readonly commit?: string;
  /** Where the fleets of the repository stay, by name. */
  readonly fleets: readonly { readonly name: string; readonly commit: string }[];
  /** When it was seen first, milliseconds since the epoch. */
  readonly since: number;
  /** `telling`: told as soon as the report is sent. `over`: the branch is followed again, and that is being told. */
  readonly stage: 'seen' | 'telling' | 'told' | 'over';
}

/** Taken away when the branch is followed again. */
export const unfollowed = documentKind<Unfollowed, [repository: string]>({
  name: 'unfollowed',
  bucket: 'state',
  collection: 'unfollowed',
  writers: ['planner'],
  shape: object<Unfollowed>({
    why: oneOf('stray-head', 'no-branch', 'no-repository'),
    branch: name,
    commit: optional(name),
    fleets: listOf(object<Unfollowed['fleets'][number]>({ name, commit: name })),
    since: time,
    stage: oneOf('seen', 'telling', 'told', 'over'),
  }),
});
