// A person's word that a cluster is to get no requests for a time, or that it is to get them back: it asks the worker,
// which works out what can be done. What is drained stands on what stands, and nowhere else.
import type { ClusterLink } from '../../model/index.ts';
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { anyOf, count, literal, name, object, optional, text, time, yes } from '../document/shape.ts';

/** So long may one word last; then it is said again, or written into Git. */
export const LONGEST_DRAIN_MS = 14 * 24 * 3_600_000;

interface Said extends Act {
  readonly cluster: ClusterLink;
  /** When it was said, milliseconds since the epoch: which word it is. */
  readonly at: number;
  /** The comment that asked for it, and the issue or pull request that it stands on: there is told what comes of it. */
  readonly asked: { readonly comment: number; readonly issue: number };
}

export type DrainWord = Said &
  (
    | {
        readonly says: 'drain';
        /** Until when, milliseconds since the epoch, whole seconds. */
        readonly until: number;
        /** Where some cannot be drained, the others are all the same. */
        readonly asFarAsPossible?: true;
      }
    | {
        readonly says: 'undrain';
        /** Without the steps, where it is well. */
        readonly atOnce?: true;
      }
  );

export const ASKED_IN = object<Said['asked']>({ comment: count, issue: count });
const said = { cluster: name, by: name, reason: text, at: time, asked: ASKED_IN };

/** Replaced when something else is said of the cluster; taken away when it is told what came of it. */
export const drainWords = documentKind<DrainWord, [fleet: string, cluster: ClusterLink]>({
  name: 'drain-word',
  bucket: 'release',
  collection: 'drain-words',
  writers: ['reporter'],
  shape: anyOf(
    object<Extract<DrainWord, { says: 'drain' }>>({
      ...said,
      says: literal('drain'),
      until: time,
      asFarAsPossible: optional(yes),
    }),
    object<Extract<DrainWord, { says: 'undrain' }>>({ ...said, says: literal('undrain'), atOnce: optional(yes) }),
  ),
  check: ({ cluster }, [, named]) => (cluster === named ? undefined : `is for the cluster ${cluster}`),
});
