// A plan as it comes out of the bucket: checked against its schema and against its own name before anybody acts on it.
// May import: ajv, schemas.
import { Ajv } from 'ajv';
import schema from '../../schemas/plan.v1.json' with { type: 'json' };
import { digestOfPlan } from './digest-of-plan.ts';
import type { Plan } from './plan.ts';

const validate = new Ajv({ allowUnionTypes: true }).compile<Plan>(schema);

/** The plan, when the document is one and its content has the digest that it is named by; undefined otherwise. */
export function readPlan(document: unknown, digest: string): Plan | undefined {
  if (!validate(document)) return undefined;
  const { digest: named, ...content } = document;
  return named === digest && digestOfPlan(content) === digest ? document : undefined;
}
