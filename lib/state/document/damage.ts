// A document that is there and cannot be used, and the failures of reading and writing one.
import { isFailure, RangelightError } from '../../core/index.ts';
import type { BucketName } from '../../ports/index.ts';

/** A document that is there and cannot be used. */
export interface Damage {
  readonly bucket: BucketName;
  readonly key: string;
  /** Part of a sentence about the document: `is of version 1`. */
  readonly why: string;
  readonly generation: string;
  /** A newer Rangelight wrote it: it is not written over. */
  readonly isNewer: boolean;
}

export function damagedFailure({ bucket, key, why }: Damage): RangelightError {
  return new RangelightError('damaged', 'state', `${key} in the ${bucket} bucket ${why}`);
}

/** A bug of ours. */
export function notWritten({ bucket, key }: Pick<Damage, 'bucket' | 'key'>, why: string): RangelightError {
  return new RangelightError(
    'unexpected',
    'state',
    `${key} in the ${bucket} bucket is not written: what is to be there ${why}`,
  );
}

/** Somebody wrote the same at the same moment. */
export async function unlessRaced(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
  }
}
