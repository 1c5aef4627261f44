// References travel as full URLs and are kept as partial ones: `projects/P/global/urlMaps/N`. Source: Compute v1 takes
// both on most fields, but asks for a full URL in backends[].group; it always answers full URLs.
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../core/index.ts';

const PREFIX = 'https://www.googleapis.com/compute/v1/';
const PARTIAL = /^projects\/[^/]+\/(?:global|zones\/[^/]+|regions\/[^/]+)\/[A-Za-z]+\/[^/]+$/;
const FULL = /^https?:\/\/[^/]+\/compute\/[a-z0-9]+\/(projects\/.+)$/;

/** A body as it is sent: every reference a full URL. */
export function toRest(body: JsonObject): JsonObject {
  return mapReferences(body, (text) => (PARTIAL.test(text) ? PREFIX + text : text));
}

/** A body as it is kept: every reference a partial URL, whatever host or API version it was answered with. */
export function fromRest(body: JsonObject): JsonObject {
  return mapReferences(body, (text) => FULL.exec(text)?.[1] ?? text);
}

function mapReferences(body: JsonObject, rewrite: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, key === 'description' ? value : mapValue(value, rewrite)]),
  );
}

function mapValue(value: Json | undefined, rewrite: (text: string) => string): Json | undefined {
  if (typeof value === 'string') return rewrite(value);
  if (isJsonList(value)) return value.map((item) => mapValue(item, rewrite) ?? null);
  return isJsonObject(value) ? mapReferences(value, rewrite) : value;
}
