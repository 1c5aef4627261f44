// The repository that a fleet's name belongs to. The head says it too; this is what is left of it when the head is
// lost.
import { documentKind } from '../document/document.ts';
import { object } from '../document/shape.ts';
import { repository } from '../document/values.ts';

export interface FleetOwner {
  /** `owner/name`. */
  readonly repository: string;
}

/** Created once, before the fleet's first head. */
export const owners = documentKind<FleetOwner, [fleet: string]>({
  name: 'owner',
  bucket: 'state',
  collection: 'owners',
  writers: ['planner'],
  shape: object<FleetOwner>({ repository }),
});
