// What is wanted of a unit, named by its digest: whole, or as another one with a few resources otherwise, so that a
// unit with many plans keeps what they share once.
import { type DesiredState, isNameOfDesired, type RefKey } from '../../model/index.ts';
import { documentKind } from '../document/document.ts';
import { digest as digestShape, listOf, name, object, optional } from '../document/shape.ts';
import { desiredResource } from '../document/values.ts';

export interface DesiredDocument extends DesiredState {
  /** Of one that is kept as another with a few resources otherwise: `resources` are these. */
  readonly base?: {
    /** Digest of the other one, which is whole. */
    readonly desired: string;
    /** What the other one has and this one has not, sorted. */
    readonly without: readonly RefKey[];
  };
}

/** Created once. */
export const desiredStates = documentKind<DesiredDocument, [fleet: string, digest: string]>({
  name: 'desired',
  bucket: 'state',
  collection: 'desired',
  writers: ['planner'],
  isReplaceable: true,
  shape: object<DesiredDocument>({
    fleet: name,
    unit: name,
    resources: listOf(desiredResource),
    base: optional(object<NonNullable<DesiredDocument['base']>>({ desired: digestShape, without: listOf(name) })),
  }),
  // One that has a base is held against its name together with that, by `desiredAt`.
  check: (value, [, digest = '']) =>
    value.base !== undefined || isNameOfDesired(digest, value) ? undefined : 'is not what its digest says',
});
