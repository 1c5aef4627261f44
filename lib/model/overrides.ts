// What a person's word on something that stands says otherwise than what is wanted: it lies in a member of an item, and
// as long as it lies there some members of that item stay as they are. It is no part of what is wanted, and no drift.
import {
  canonicalJson,
  isJsonObject,
  isJsonList,
  type Json,
  type JsonObject,
  objectsAt,
  textAt,
} from '../core/index.ts';
import type { DesiredResource } from './desired.ts';
import type { FieldTable } from './fields.ts';
import type { Kinds } from './kinds.ts';
import type { ObservedResource } from './observed.ts';

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

/**
 * What stands as it would without people's words, so that no plan becomes another one by them: where a word keeps
 * something from being as it is wanted, it is as it was applied. Where what stands is what is wanted too, it stays.
 */
export function withoutOverrides(
  kinds: Kinds,
  seen: ObservedResource | undefined,
  wanted: DesiredResource | undefined,
  applied: DesiredResource | undefined,
): ObservedResource | undefined {
  if (seen === undefined) return undefined;
  let { body } = seen;
  for (const [member, { items }] of Object.entries(kinds.of(seen.ref.kind).fields)) {
    const list = body[member];
    if (items?.override === undefined || !isJsonList(list)) continue;
    const { key, override, fields } = items;
    const { at, word, keeps } = override;
    const bare = list.map((item): Json => {
      const found = isJsonObject(item) ? word.exec(textAt(item, at) ?? '') : null;
      if (!isJsonObject(item) || found === null) return item;
      const itemOf = (whole: DesiredResource | undefined): JsonObject | undefined =>
        objectsAt(whole?.body, member).find((one) => one[key] === item[key]);
      const [want, last] = [itemOf(wanted), itemOf(applied)];
      const values = keeps.map((name) => {
        const isWanted = want !== undefined && isSame(want[name], item[name]);
        return [name, isWanted ? item[name] : ((last ?? want)?.[name] ?? fields[name]?.default)] as const;
      });
      return { ...item, [at]: found[1], ...Object.fromEntries(values) };
    });
    if (bare.some((item, index) => item !== list[index])) body = { ...body, [member]: bare };
  }
  return body === seen.body ? seen : { ...seen, body };
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
