// A pull request that is open, as GitHub last told it. May import: state.
import { documentKind } from './document.ts';
import { count, flag, listOf, name, object } from './shape.ts';

export interface OpenPull {
  readonly number: number;
  readonly head: string;
  readonly draft: boolean;
  /** Heads that a forced push replaced, oldest first, and what by. */
  readonly superseded: readonly { readonly commit: string; readonly by: string }[];
}

/** Changed by compare-and-swap. */
export const openPulls = documentKind<OpenPull, [repository: string, number: number]>({
  name: 'open-pull',
  bucket: 'state',
  collection: 'pulls',
  writers: ['planner'],
  shape: object<OpenPull>({
    number: count,
    head: name,
    draft: flag,
    superseded: listOf(object<OpenPull['superseded'][number]>({ commit: name, by: name })),
  }),
});
