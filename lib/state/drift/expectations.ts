// What others are expected to make of what is applied, and since when: as each feature noted it at the last sweep, by
// its section of the fleet file. Lost, the time that it takes begins anew.
import type { JsonObject } from '../../core/index.ts';
import { documentKind } from '../document/document.ts';
import { body, mapOf, object } from '../document/shape.ts';

export interface KeptExpectations {
  readonly features: Readonly<Record<string, JsonObject>>;
}

/** Replaced. */
export const expectations = documentKind<KeptExpectations, [fleet: string]>({
  name: 'expectations',
  bucket: 'state',
  collection: 'expectations',
  writers: ['drift'],
  shape: object<KeptExpectations>({ features: mapOf(body) }),
});
