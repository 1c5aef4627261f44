// What is damaged or lost of a fleet's state, and why nothing may be written for it: what people were told of last. May import: state.
import { documentKind } from './document.ts';
import { flag, listOf, name, object, oneOf, optional, text, yes } from './shape.ts';

/** A document that is damaged. */
export interface DamagedDocument {
  readonly bucket: 'state' | 'release' | 'audit';
  readonly key: string;
  /** Part of a sentence about the document: `is of version 1`. */
  readonly why: string;
}

/** Why nothing may be written. */
export interface GuardFinding {
  readonly message: string;
  /** What a person can do. */
  readonly hint?: string;
}

export interface Troubles {
  /** Sorted by bucket and key. */
  readonly damaged: readonly DamagedDocument[];
  /** Units of which something stands in the cloud, without a record of what was applied; sorted. */
  readonly unrecorded: readonly string[];
  readonly head: 'known' | 'lost' | 'damaged';
  /** Whether the policy in force is known. */
  readonly policy: boolean;
  /** Why nothing may be written for the fleet; absent when the way is free. */
  readonly guard?: readonly GuardFinding[];
  /** Nobody has heard of it yet. */
  readonly untold?: true;
}

/** Replaced. */
export const troubles = documentKind<Troubles, [fleet: string]>({
  name: 'troubles',
  bucket: 'state',
  collection: 'troubles',
  writers: ['drift'],
  shape: object<Troubles>({
    damaged: listOf(object<DamagedDocument>({ bucket: oneOf('state', 'release', 'audit'), key: name, why: text })),
    unrecorded: listOf(name),
    head: oneOf('known', 'lost', 'damaged'),
    policy: flag,
    guard: optional(listOf(object<GuardFinding>({ message: text, hint: optional(text) }))),
    untold: optional(yes),
  }),
});
