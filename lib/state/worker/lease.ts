// Who may write to a unit. Judged by Cloud Storage's `updated`, never by a worker's own clock.
import { documentKind } from '../document/document.ts';
import { count, name, object } from '../document/shape.ts';

export interface Lease {
  readonly holder: string;
  readonly seq: number;
  /** Milliseconds that it lasts from its `updated`. */
  readonly duration: number;
}

/** Changed by compare-and-swap. */
export const leases = documentKind<Lease, [fleet: string, unit: string]>({
  name: 'lease',
  bucket: 'state',
  collection: 'leases',
  writers: ['worker'],
  isReplaceable: true,
  shape: object<Lease>({ holder: name, seq: count, duration: count }),
});
