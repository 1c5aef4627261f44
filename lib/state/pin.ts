// What a rolled-back unit stays at: a person's word in the bucket of what releases plans, or a run's own that made things
// worse. Each is the document of its writer alone. May import: state.
import { documentKind } from './document.ts';
import { digest, name, object, text, time } from './shape.ts';

/** Holds while the branch is at `commit`, or asks for `bad` again. */
export interface Pin {
  readonly unit: string;
  /** The person who asked for it; undefined: a run that made things worse was rolled back. */
  readonly by?: string;
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
  shape: object<PersonsPin>({ ...ofRun, by: name }),
});

/** Of runs that made things worse. */
export const rollbacks = documentKind<Omit<Pin, 'by'>, [fleet: string, unit: string]>({
  name: 'pin',
  bucket: 'state',
  collection: 'rollbacks',
  writers: ['worker'],
  shape: object<Omit<Pin, 'by'>>(ofRun),
});
