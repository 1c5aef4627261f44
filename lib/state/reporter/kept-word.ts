// A person's word on a pull request whose plan is of an older head or branch: kept as it was asked, until there is a
// newer plan to judge it by. It is only where to look again: who said it, and what, is then asked of GitHub or read
// from what GitHub signed.
import { documentKind } from '../document/document.ts';
import { anyOf, count, literal, name, object, text } from '../document/shape.ts';

export type KeptWord =
  | { readonly type: 'comment'; readonly comment: number; readonly issue: number }
  | { readonly type: 'press'; readonly body: string; readonly signature: string };

/** Created once. `id`: as of its answer. */
export const keptWords = documentKind<KeptWord, [repository: string, pullRequest: number, id: string]>({
  name: 'kept-word',
  bucket: 'state',
  collection: 'kept-words',
  writers: ['reporter'],
  shape: anyOf(
    object<Extract<KeptWord, { type: 'comment' }>>({ type: literal('comment'), comment: count, issue: count }),
    object<Extract<KeptWord, { type: 'press' }>>({ type: literal('press'), body: text, signature: name }),
  ),
});
