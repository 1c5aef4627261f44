// What is wanted of a unit, named by its digest.
import { digestOf } from '../core/index.ts';
import type { DesiredState } from '../model/index.ts';
import { documentKind } from './document.ts';
import { listOf, name, object } from './shape.ts';
import { desiredResource } from './values.ts';

/** Created once. */
export const desiredStates = documentKind<DesiredState, [fleet: string, digest: string]>({
  name: 'desired',
  bucket: 'state',
  collection: 'desired',
  writers: ['planner'],
  shape: object<DesiredState>({ fleet: name, unit: name, resources: listOf(desiredResource) }),
  check: (value, [, digest]) => (digestOf(value) === digest ? undefined : 'is not what its digest says'),
});
