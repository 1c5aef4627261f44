// JSON Schemas of the documents in the buckets, out of what lib/state checks them against.
import { KINDS } from '../../functions/wiring/kinds.ts';
import { DOCUMENTS, schemaName, withKindsInlined } from '../../lib/state/index.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** File name below schemas/state → its content. */
export function stateSchemas(): ReadonlyMap<string, string> {
  return new Map(
    DOCUMENTS.map(({ name, shape }) => {
      const schema = { $schema: DRAFT, title: schemaName(name), ...withKindsInlined(shape.schema, KINDS) };
      return [`${name}.json`, `${JSON.stringify(schema, undefined, 2)}\n`] as const;
    }),
  );
}
