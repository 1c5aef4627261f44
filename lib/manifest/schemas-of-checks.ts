// The schemas that checks were made of, for the build to make validators of, and how they are compiled.
import type { JsonObject } from '../core/index.ts';

/** All that is wrong is told, with the schema that it is wrong by. */
export const CHECK_OPTIONS = { allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: false } as const;

const schemas: JsonObject[] = [];

export function noteSchema(schema: JsonObject): void {
  schemas.push(schema);
}

/** Of every check of the modules that are loaded. */
export function schemasOfChecks(): readonly JsonObject[] {
  return schemas;
}
