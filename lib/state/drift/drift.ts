// What a unit's resources differ in from what was last written, what is not ours any more, and whose endpoints are not
// kept up to date: what people were told of last.
import type { Author, Change } from '../../diff/index.ts';
import type { ClusterLink, RefKey } from '../../model/index.ts';
import { documentKind } from '../document/document.ts';
import { flag, listOf, mapOf, name, object, optional, text, time, yes } from '../document/shape.ts';
import { author } from './sightings.ts';
import { change } from '../document/values.ts';

export interface EndpointAge {
  /** Since when endpoints of a cluster have not been brought up to date, milliseconds since the epoch. */
  readonly behind: Readonly<Record<ClusterLink, number>>;
  /** Those among them that are behind for longer than the fleet file allows, sorted. */
  readonly old: readonly ClusterLink[];
}

export interface Drift {
  readonly unit: string;
  readonly commit: string;
  readonly healing: boolean;
  readonly changes: readonly Change[];
  /** Why they need a person's approval, a sentence without its subject for each; absent when they need none. */
  readonly gates?: readonly string[];
  /** When it is put back, milliseconds since the epoch, unless it is another one by then. */
  readonly healsAt?: number;
  /** Who made them, by their keys: null where nothing says it. Absent where it was not asked. */
  readonly authors?: Readonly<Record<RefKey, Author | null>>;
  /** What is not put back, and why, a sentence for each; absent when nothing is held back. */
  readonly heldBack?: readonly string[];
  /** What is wanted and somebody else's, a sentence for each; absent when nothing is. */
  readonly foreign?: readonly string[];
  /** Absent when all endpoints are up to date. */
  readonly endpoints?: EndpointAge;
  /** Nobody has heard of it yet. */
  readonly untold?: true;
}

/** Replaced. */
export const drifts = documentKind<Drift, [fleet: string, unit: string]>({
  name: 'drift',
  bucket: 'state',
  collection: 'drift',
  writers: ['drift'],
  shape: object<Drift>({
    unit: name,
    commit: name,
    healing: flag,
    changes: listOf(change),
    gates: optional(listOf(text)),
    healsAt: optional(time),
    authors: optional(mapOf(author)),
    heldBack: optional(listOf(text)),
    foreign: optional(listOf(text)),
    endpoints: optional(object<EndpointAge>({ behind: mapOf(time), old: listOf(name) })),
    untold: optional(yes),
  }),
});
