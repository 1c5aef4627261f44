// Objects → YAML. Where a file has an object already, what it says alike stays byte for byte, comments included, and
// what differs is changed in its place.
import { type Document, isMap, isSeq, parseAllDocuments, stringify } from 'yaml';
import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject, textAt } from '../core/index.ts';

/** One document; ends with a newline. */
export function manifestText(body: JsonObject): string {
  return stringify(body, { lineWidth: 0 });
}

/**
 * The text of a file with objects written into it.
 * @param wanted finds what an object of the file is to be; undefined: it is left as it is.
 * @returns undefined for a file that is no YAML, or that has none of them.
 */
export function withObjects(
  text: string,
  wanted: (object: JsonObject) => JsonObject | undefined,
): { readonly text: string; readonly met: readonly JsonObject[] } | undefined {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return undefined;
  const met: JsonObject[] = [];
  let isChanged = false;
  for (const document of documents) {
    if (document.errors.length > 0) return undefined;
    const object = document.toJS({ maxAliasCount: 100 }) as Json;
    if (!isJsonObject(object) || textAt(object, 'kind') === undefined) continue;
    const body = wanted(object);
    if (body === undefined) continue;
    met.push(body);
    for (const path of [['metadata', 'labels'], ['metadata', 'annotations'], ['spec']] as const)
      isChanged = settle(document, path, at(object, path), at(body, path)) || isChanged;
  }
  if (met.length === 0) return undefined;
  return { text: isChanged ? joined(documents) : text, met };
}

/** Documents bring their own comments and, where they had one, the line that begins them. */
function joined(documents: readonly Document[]): string {
  return documents
    .map((document, index) => {
      const text = document.toString({ lineWidth: 0 });
      return index === 0 || text.startsWith('---') ? text : `---\n${text}`;
    })
    .join('');
}

/** Makes what stands at a path say what is wanted. @returns whether anything had to change. */
function settle(
  document: Document,
  path: readonly (string | number)[],
  is: Json | undefined,
  wanted: Json | undefined,
): boolean {
  if (canonicalJson(is ?? null) === canonicalJson(wanted ?? null)) return false;
  const node = document.getIn(path, true);
  if (wanted === undefined || wanted === null) document.deleteIn(path);
  else if (isJsonObject(wanted) && isJsonObject(is) && isMap(node)) {
    for (const name of new Set([...Object.keys(is), ...Object.keys(wanted)]))
      settle(document, [...path, name], is[name], wanted[name]);
  } else if (isJsonList(wanted) && isJsonList(is) && isSeq(node)) {
    wanted.forEach((one, index) => settle(document, [...path, index], is[index], one));
    for (let index = is.length - 1; index >= wanted.length; index -= 1) document.deleteIn([...path, index]);
  } else document.setIn(path, document.createNode(wanted));
  return true;
}

function at(object: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = object;
  for (const name of path) found = isJsonObject(found) ? found[name] : undefined;
  return found;
}
