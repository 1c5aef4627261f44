// Raw list pages to items and to the scopes that could not be read. Pure. Source: compute v1 aggregated lists answer a
// map of scopes, `unreachables`, and warnings with code UNREACHABLE for a scope or for the whole.
import { type Json, type JsonObject, listAt, objectAt, objectsAt, textAt, valueAt } from '../../core/index.ts';
import type { Listed } from '../../ports/index.ts';

/** Items of plain list pages. */
export function itemsOf(pages: readonly JsonObject[]): Listed<JsonObject> {
  return {
    items: pages.flatMap((page) => objectsAt(page, 'items')),
    unreachable: unique(pages.flatMap((page) => unreachableIn(page))),
  };
}

/** Items of aggregated list pages, whose scopes hold them under `collection`. */
export function aggregatedItemsOf(pages: readonly JsonObject[], collection: string): Listed<JsonObject> {
  const items: JsonObject[] = [];
  const unreachable: string[] = [];
  for (const page of pages) {
    unreachable.push(...unreachableIn(page));
    for (const [scope, content] of Object.entries(objectAt(page, 'items'))) {
      items.push(...objectsAt(content, collection));
      if (isUnreachable(content)) unreachable.push(scope);
    }
  }
  return { items, unreachable: unique(unreachable) };
}

/** `unreachables` and the scopes that a page's own warning names; the warning alone stands for everything. */
function unreachableIn(page: JsonObject): readonly string[] {
  const named = listAt(page, 'unreachables').map((scope) => textAt(scope) ?? '');
  if (!isUnreachable(page)) return named;
  const scopes = objectsAt(page, 'warning', 'data')
    .filter((entry) => entry['key'] === 'scope')
    .map((entry) => textAt(entry, 'value') ?? '');
  return [...named, ...(scopes.length === 0 && named.length === 0 ? ['*'] : scopes)];
}

/** Whether a page, or a scope in it, warns that it is not whole. */
function isUnreachable(content: Json | undefined): boolean {
  const code = valueAt(content, 'warning', 'code');
  return code === 'UNREACHABLE' || code === 'PARTIAL_SUCCESS';
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
