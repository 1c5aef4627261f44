// What a person's word on something that stands says otherwise than what is wanted: it lies in a member of an item, and
// as long as it lies there some members of that item stay as they are. It is no part of what is wanted, and no drift.
import { isJsonObject, isJsonList, type JsonObject, textAt } from '../core/index.ts';
import type { FieldTable } from './fields.ts';

/** A body as it is to be made beside what stands: as it is wanted, but for what a person's word there keeps. */
export function withOverrides(fields: FieldTable, wanted: JsonObject, standing: JsonObject | undefined): JsonObject {
  if (standing === undefined) return wanted;
  let body = wanted;
  for (const [member, { items }] of Object.entries(fields)) {
    const [seen, list] = [standing[member], wanted[member]];
    if (items?.override === undefined || !isJsonList(seen) || !isJsonList(list)) continue;
    const { key, override } = items;
    const said = new Map(
      seen
        .filter(isJsonObject)
        .filter((item) => override.word.test(textAt(item, override.at) ?? ''))
        .map((item) => [item[key], item]),
    );
    if (said.size === 0) continue;
    const kept = list.map((item) => {
      const standingItem = isJsonObject(item) ? said.get(item[key]) : undefined;
      if (!isJsonObject(item) || standingItem === undefined) return item;
      const values = [override.at, ...override.keeps].map((name) => [name, standingItem[name]] as const);
      return { ...item, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
    });
    body = { ...body, [member]: kept };
  }
  return body;
}
