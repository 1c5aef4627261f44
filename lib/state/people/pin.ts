// What a rolled-back unit stays at: a person's word in the bucket of what releases plans, or a run's own that made
// things worse. Each is the document of its writer alone.
import { documentKind } from '../document/document.ts';
import { count, digest, name, object, optional, text, time, yes } from '../document/shape.ts';

/** Holds while the branch is at `commit`, or asks for `bad` again. */
export interface Pin {
  readonly unit: string;
  /** The person who asked for it; undefined: a run that made things worse was rolled back. */
  readonly by?: string;
  /** He asked for it to begin before anybody has seen its plan, where that meets no gate. */
  readonly now?: true;
  /** The commit that was rolled back. */
  readonly commit: string;
  /** Digest of the desired state that was rolled back. */
  readonly bad: string;
  /** Digest of the desired state to stay at. */
  readonly good: string;
  /** The run that reached it. */
  readonly goodRun: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface PersonsPin extends Pin {
  readonly by: string;
  /** The comment that asked for it, and the issue or pull request that it stands on: there the plan is shown. */
  readonly asked?: { readonly comment: number; readonly issue: number };
}

const ofRun = {
  unit: name,
  commit: name,
  bad: digest,
  good: digest,
  goodRun: name,
  reason: text,
  at: time,
};

export const pins = documentKind<PersonsPin, [fleet: string, unit: string]>({
  name: 'pin',
  bucket: 'release',
  collection: 'pins',
  writers: ['reporter', 'person'],
  shape: object<PersonsPin>({
    ...ofRun,
    by: name,
    now: optional(yes),
    asked: optional(object<NonNullable<PersonsPin['asked']>>({ comment: count, issue: count })),
  }),
});

type RunsPin = Omit<Pin, 'by' | 'now'>;

/** Of runs that made things worse. */
export const rollbacks = documentKind<RunsPin, [fleet: string, unit: string]>({
  name: 'pin',
  bucket: 'state',
  collection: 'rollbacks',
  writers: ['worker'],
  shape: object<RunsPin>(ofRun),
});
