// Which installation of Rangelight this state is of. Written at the first start and kept, so that a state that is carried to
// another bucket still knows its own marks in the cloud. May import: state.
import { documentKind } from './document.ts';
import { name, object } from './shape.ts';

export interface Installation {
  /** In every mark. */
  readonly id: string;
}

/** Created once. */
export const installations = documentKind<Installation, ['id']>({
  name: 'installation',
  bucket: 'state',
  collection: 'installation',
  writers: ['planner', 'worker', 'drift'],
  shape: object<Installation>({ id: name }),
});
