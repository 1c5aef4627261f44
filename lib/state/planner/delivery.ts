// That a delivery was planned to its end: the same one again does nothing.
import { documentKind } from '../document/document.ts';
import { object, time } from '../document/shape.ts';

export interface Delivery {
  /** When it was done, milliseconds since the epoch. */
  readonly at: number;
}

/** Created once. `id`: GitHub's delivery id, or the sender's own. */
export const deliveries = documentKind<Delivery, [repository: string, id: string]>({
  name: 'delivery',
  bucket: 'state',
  collection: 'deliveries',
  writers: ['planner'],
  shape: object<Delivery>({ at: time }),
});
