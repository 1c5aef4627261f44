// The facts about a fleet: those that a revision was planned with, by their digest, and those that were read last.
import factsSchema from '../../../schemas/facts.v2.json' with { type: 'json' };
import type { JsonObject } from '../../core/index.ts';
import { type Facts, factsDigest } from '../../fleet/index.ts';
import { documentKind, type Writer } from '../document/document.ts';
import type { Shape } from '../document/shape.ts';

const { schema: _named, ...properties } = factsSchema.properties;
const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: factsSchema.required.filter((member) => member !== 'schema'),
  properties,
  definitions: factsSchema.definitions,
};
const shape: Shape<Facts> = { schema };
const writers: readonly Writer[] = ['planner', 'drift'];
const check = ({ fleet }: Facts, [named]: readonly string[]): string | undefined =>
  fleet === named ? undefined : `is about the fleet ${fleet}`;

/** Created once. */
export const factsByDigest = documentKind<Facts, [fleet: string, digest: string]>({
  name: 'facts',
  bucket: 'state',
  collection: 'facts',
  writers,
  shape,
  isReplaceable: true,
  check: (value, [fleet = '', digest]) =>
    check(value, [fleet]) ?? (factsDigest(value) === digest ? undefined : 'is not what its digest says'),
});

/** Replaced. */
export const latestFacts = documentKind<Facts, [fleet: string]>({
  name: 'facts',
  bucket: 'state',
  collection: 'latest-facts',
  writers,
  shape,
  check,
});
