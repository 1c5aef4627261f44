// Trees of files for use cases: an example of the schemas folder, as bytes by path.
import { join } from 'node:path';
import { readTree } from '../../golden/example.ts';

const EXAMPLES = join(import.meta.dirname, '../../../schemas/examples');

/** @param name such as `valid/foobar`. */
export function exampleTree(
  name: string,
  more: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, Uint8Array> {
  const added = Object.entries(more).map(([path, text]) => [path, Buffer.from(text)] as const);
  return new Map([...readTree(join(EXAMPLES, name)), ...added]);
}
