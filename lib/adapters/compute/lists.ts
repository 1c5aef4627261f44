// Raw list pages to items and to the scopes that could not be read. Pure. Source: compute v1 aggregated lists answer a map
// of scopes, `unreachables`, and warnings with code UNREACHABLE for a scope or for the whole. May import: core.
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import type { Listed } from '../../ports/index.ts';
import { listOf, objectsIn, textOf } from '../answers/index.ts';

/** Items of plain list pages. */
export function itemsOf(pages: readonly JsonObject[]): Listed<JsonObject> {
  return {
    items: pages.flatMap((page) => objectsIn(page['items'])),
    unreachable: unique(pages.flatMap((page) => unreachableIn(page))),
  };
}

/** Items of aggregated list pages, whose scopes hold them under `collection`. */
export function aggregatedItemsOf(pages: readonly JsonObject[], collection: string): Listed<JsonObject> {
  const items: JsonObject[] = [];
  const unreachable: string[] = [];
  for (const page of pages) {
    unreachable.push(...unreachableIn(page));
    const scopes = isJsonObject(page['items']) ? page['items'] : {};
    for (const [scope, content] of Object.entries(scopes)) {
      if (!isJsonObject(content)) continue;
      items.push(...objectsIn(content[collection]));
      if (isUnreachable(content['warning'])) unreachable.push(scope);
    }
  }
  return { items, unreachable: unique(unreachable) };
}

/** `unreachables` and the scopes that a page's own warning names; the warning alone stands for everything. */
function unreachableIn(page: JsonObject): readonly string[] {
  const named = listOf(page['unreachables']).map(textOf);
  const warning = page['warning'];
  if (!isUnreachable(warning) || !isJsonObject(warning)) return named;
  const scopes = objectsIn(warning['data'])
    .filter((entry) => entry['key'] === 'scope')
    .map((entry) => textOf(entry['value']));
  return [...named, ...(scopes.length === 0 && named.length === 0 ? ['*'] : scopes)];
}

function isUnreachable(warning: Json | undefined): boolean {
  if (!isJsonObject(warning)) return false;
  return warning['code'] === 'UNREACHABLE' || warning['code'] === 'PARTIAL_SUCCESS';
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
