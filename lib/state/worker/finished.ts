// The last revision whose every unit came to its end: its policy is in force.
import type { Fleet } from '../../fleet/index.ts';
import { documentKind } from '../document/document.ts';
import { count, name, object } from '../document/shape.ts';
import { fleet } from '../document/values.ts';

export interface Finished {
  readonly seq: number;
  readonly commit: string;
  readonly fleet: Fleet;
}

export const finishedRevisions = documentKind<Finished, [fleet: string]>({
  name: 'finished',
  bucket: 'state',
  collection: 'finished',
  // Not the planner: whoever reads untrusted files must not say which policy counts.
  writers: ['worker', 'drift'],
  shape: object<Finished>({ seq: count, commit: name, fleet }),
  check: ({ fleet: held }, [named]) => (held.name === named ? undefined : `holds the fleet ${held.name}`),
});
