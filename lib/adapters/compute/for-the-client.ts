// What of an answer Google's client is given. We take answers as they were sent (exchange.ts), and the client needs of
// one only whether another page follows: definitions of what is in it are never made, and it is not read twice.
import { isJsonList, isJsonObject, type JsonObject, parseJson } from '../../core/index.ts';

/**
 * The body of an answer of 2xx for the client; as it is when it is no object, for the client to refuse.
 * One item stands for all of a page: the client gives up after ten pages without one.
 */
export function forTheClient(text: string): string {
  const body = parseJson(text);
  if (!isJsonObject(body)) return text;
  const { nextPageToken, items } = body;
  return JSON.stringify({ nextPageToken, items: firstOf(items) });
}

function firstOf(items: JsonObject[string] | undefined): object | undefined {
  if (isJsonList(items)) return items.slice(0, 1).map(() => ({}));
  if (!isJsonObject(items)) return undefined;
  return Object.fromEntries(
    Object.keys(items)
      .slice(0, 1)
      .map((scope) => [scope, {}]),
  );
}
