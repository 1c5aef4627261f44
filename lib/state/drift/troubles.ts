// What is damaged or lost of a fleet's state: what people were told of last.
import { documentKind } from '../document/document.ts';
import { flag, listOf, name, object, oneOf, optional, text, yes } from '../document/shape.ts';

/** A document that is damaged. */
export interface DamagedDocument {
  readonly bucket: 'state' | 'release' | 'audit';
  readonly key: string;
  /** Part of a sentence about the document: `is of version 1`. */
  readonly why: string;
  /** A newer Rangelight wrote it: it stays as it is until that version reads it. */
  readonly isNewer?: true;
}

export interface Troubles {
  /** Sorted by bucket and key. */
  readonly damaged: readonly DamagedDocument[];
  /** Units of which something stands in the cloud, without a record of what was applied; sorted. */
  readonly unrecorded: readonly string[];
  readonly head: 'known' | 'lost' | 'damaged';
  /** Whether the policy in force is known. */
  readonly policy: boolean;
  /** Nobody has heard of it yet. */
  readonly untold?: true;
}

const DAMAGED = object<DamagedDocument>({
  bucket: oneOf('state', 'release', 'audit'),
  key: name,
  why: text,
  isNewer: optional(yes),
});

/** Replaced. */
export const troubles = documentKind<Troubles, [fleet: string]>({
  name: 'troubles',
  bucket: 'state',
  collection: 'troubles',
  writers: ['drift'],
  shape: object<Troubles>({
    damaged: listOf(DAMAGED),
    unrecorded: listOf(name),
    head: oneOf('known', 'lost', 'damaged'),
    policy: flag,
    untold: optional(yes),
  }),
});
