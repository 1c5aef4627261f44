// What a command was answered: a comment, or the press of a button. Kept before anybody is told, so that the same
// command again gets the same receipt and nothing is done twice.
import { documentKind } from '../document/document.ts';
import { listOf, name, object, oneOf, text, time } from '../document/shape.ts';

export interface Answer {
  /**
   * `asked`: the worker is to do it, and what comes of it is told then; `in-part`: some of it begins; `waits`: nothing
   * does, as things stand; `stranger`: refused for who the person is.
   */
  readonly type: 'done' | 'asked' | 'in-part' | 'waits' | 'refused' | 'stranger' | 'mistake' | 'help';
  /** Plain text; may be empty. */
  readonly said: readonly string[];
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Created once. */
export const answers = documentKind<Answer, [repository: string, id: string]>({
  name: 'answer',
  bucket: 'state',
  collection: 'answers',
  writers: ['reporter'],
  shape: object<Answer>({
    type: oneOf('done', 'asked', 'in-part', 'waits', 'refused', 'stranger', 'mistake', 'help'),
    said: listOf(text),
    by: name,
    at: time,
  }),
});
