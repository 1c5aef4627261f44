// Documents that a newer Rangelight wrote. This one cannot read them, and what it would write over one would lose what
// the newer one knows: it does not.
import { RangelightError } from '../../core/index.ts';
import type { Bucket } from '../../ports/index.ts';
import type { Damage } from './damage.ts';

export interface Newer {
  /** That what was read is of a newer version. */
  note(bucket: Bucket, damage: Damage): void;
  /** @throws `damaged` for a generation that was noted */
  refuse(bucket: Bucket, key: string, generation: string): void;
}

/** Whoever replaces a document names the generation that it read: those of newer ones are remembered, by bucket. */
export function createNewer(): Newer {
  const known = new WeakMap<Bucket, Map<string, Damage>>();
  return {
    note(bucket, damage) {
      const own = known.get(bucket) ?? new Map<string, Damage>();
      known.set(bucket, own);
      own.set(damage.key, damage);
    },
    refuse(bucket, key, generation) {
      const noted = known.get(bucket)?.get(key);
      if (noted === undefined) return;
      if (noted.generation === generation) throw overwriteFailure(noted);
    },
  };
}

/**
 * @param why by what that is seen; part of a sentence about the document.
 * @returns part of a sentence about the document, with what is to be done.
 */
export function byNewerWords(why: string): string {
  return `was written by a newer Rangelight (it ${why}): update what reads it, the command line or the functions, to that version`;
}

export function overwriteFailure({ bucket, key, why }: Damage): RangelightError {
  const words = `${key} in the ${bucket} bucket ${why}; this one does not write over it`;
  return new RangelightError('damaged', 'state', words);
}
