// What the sweep remembers of a unit, so that nothing is done over and over: since when each drift is seen, when it was
// put back, and what a run that was blocked has left.
import type { Author } from '../../diff/index.ts';
import type { RefKey } from '../../model/index.ts';
import { documentKind } from '../document/document.ts';
import { anyOf, digest, flag, listOf, mapOf, name, nothing, object, optional, text, time } from '../document/shape.ts';

/** A drift as it is seen, look after look: another one of the same resource is another sighting. */
export interface Sighting {
  /** Digest of the change. */
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Null: nothing says it. Absent: it was not asked. */
  readonly author?: Author | null;
}

/** A drift that was put back. */
export interface Healing {
  /** The run that did it. */
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Sightings {
  readonly unit: string;
  /** The head's commit: with another one, fights are over. */
  readonly commit: string;
  readonly seen: Readonly<Record<RefKey, Sighting>>;
  readonly healed: Readonly<Record<RefKey, readonly Healing[]>>;
  /** After a run that was blocked: that run, and a digest of what it left as it was first seen. */
  readonly left?: { readonly runId: string; readonly what: string };
}

/** Null where nothing says it. */
export const author = anyOf(object<Author>({ by: text, at: time, isPerson: flag }), nothing);

/** Replaced. */
export const sightings = documentKind<Sightings, [fleet: string, unit: string]>({
  name: 'sightings',
  bucket: 'state',
  collection: 'sightings',
  writers: ['drift'],
  shape: object<Sightings>({
    unit: name,
    commit: name,
    seen: mapOf(object<Sighting>({ what: digest, since: time, author: optional(author) })),
    healed: mapOf(listOf(object<Healing>({ runId: name, at: time }))),
    left: optional(object<NonNullable<Sightings['left']>>({ runId: name, what: digest })),
  }),
});
