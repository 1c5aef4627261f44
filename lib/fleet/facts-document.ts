// A facts document that somebody hands in → Facts.
import factsSchema from '../../schemas/facts.v2.json' with { type: 'json' };
import { parseJson, RangelightError } from '../core/index.ts';
import { createSchemaCheck, type SchemaCheck } from '../manifest/index.ts';
import type { Facts } from './facts.ts';
import type { Fleet } from './fleet.ts';

const checkSchema: SchemaCheck = createSchemaCheck(factsSchema);

/**
 * Reads the facts about a fleet.
 * @param path for messages only.
 * Fails with `invalid`, in one line, for a text that is not a facts document or is about another fleet.
 */
export function readFactsDocument(path: string, text: string, fleet: Pick<Fleet, 'name'>): Facts {
  const document = parseJson(text);
  if (document === undefined) throw invalid(path, 'it is not JSON');
  const [violation] = checkSchema(document);
  if (violation !== undefined) {
    const hint = violation.hint === undefined ? '' : ` (${violation.hint})`;
    throw invalid(path, `${violation.message}${hint}`);
  }
  // The schema has accepted it; its name is the document's, not the facts'.
  const { schema: _named, ...facts } = document as unknown as Facts & { readonly schema: string };
  if (facts.fleet !== fleet.name) throw invalid(path, `it is about the fleet ${facts.fleet}, not ${fleet.name}`);
  return facts;
}

function invalid(path: string, problem: string): RangelightError {
  return new RangelightError('invalid', 'facts', `${path} is not a facts document: ${problem}`);
}
