// Where a schema has a field of some name: the hint for one that stands in the wrong place.
import { isJsonObject, type JsonObject } from '../core/index.ts';

/** Name of a field → its places, `spec.rules[].host`. */
export type FieldPlaces = ReadonlyMap<string, readonly string[]>;

/** The fields of the spec; metadata and status are no place for what was meant for it. */
export function fieldPlacesOf(schema: JsonObject): FieldPlaces {
  const places = new Map<string, string[]>();
  function walk(node: JsonObject, path: string): void {
    if (isJsonObject(node['items'])) walk(node['items'], `${path}[]`);
    for (const [name, member] of Object.entries(isJsonObject(node['properties']) ? node['properties'] : {})) {
      if (!isJsonObject(member)) continue;
      const place = `${path}.${name}`;
      places.set(name, [...(places.get(name) ?? []), place]);
      walk(member, place);
    }
  }
  const { properties } = schema;
  const spec = isJsonObject(properties) ? properties['spec'] : undefined;
  if (isJsonObject(spec)) walk(spec, 'spec');
  return places;
}
