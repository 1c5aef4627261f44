// A resource that does not name others any more.
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { DesiredResource } from './desired.ts';
import type { Kinds } from './kinds.ts';
import type { RefKey } from './ref.ts';

/** Without the items of its lists that are told apart by one of them, and without waiting for it. */
export function withoutNamed(
  kinds: Kinds,
  resource: DesiredResource,
  gone: Pick<ReadonlySet<RefKey>, 'has'>,
): DesiredResource {
  const lists: Record<string, Json> = {};
  for (const [path, { items }] of Object.entries(kinds.of(resource.ref.kind).fields)) {
    const list = resource.body[path];
    if (items !== undefined && isJsonList(list)) lists[path] = list.filter((item) => !isGone(item, items.key, gone));
  }
  const body: JsonObject = { ...resource.body, ...lists };
  return { ...resource, body, dependsOn: resource.dependsOn.filter((key) => !gone.has(key)) };
}

function isGone(item: Json, member: string, gone: Pick<ReadonlySet<RefKey>, 'has'>): boolean {
  const named = isJsonObject(item) ? item[member] : undefined;
  return typeof named === 'string' && gone.has(named);
}
