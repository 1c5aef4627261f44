// Server-side apply of a mapping that had members and is now empty. Up to Kubernetes 1.35 what takes the members back
// leaves null in its place, and a typed definition refuses that for as long as it is asked; where no schema looks, the
// mapping is lost. Applied without the mapping first, and with the empty one then, it stands. Source:
// kubernetes-sigs/structured-merge-diff v6.3.0, typed/remove.go.
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import { isSuccess, type KubernetesAnswer } from './answer.ts';
import { parseObject } from './listing.ts';

/** Applies a body, in as many requests as an emptied mapping takes. */
export async function applyEmptied(
  body: JsonObject,
  send: (body: JsonObject) => Promise<KubernetesAnswer>,
): Promise<KubernetesAnswer> {
  const first = await send(body);
  if (isSuccess(first)) return lostAnEmptyOne(body['spec'], parseObject(first.text)['spec']) ? send(body) : first;
  const { spec, ...rest } = body;
  const without = withoutEmpty(spec);
  if (first.status !== 422 || without === spec) return first;
  const cleared = await send(without === undefined ? rest : { ...rest, spec: without });
  // What is wrong is something else: the first answer says what.
  return isSuccess(cleared) ? send(body) : first;
}

/** Whether a mapping that was applied as empty is not in what was stored. */
export function lostAnEmptyOne(applied: Json | undefined, stored: Json | undefined): boolean {
  if (!isJsonObject(applied)) return false;
  if (!isJsonObject(stored)) return Object.keys(applied).length === 0;
  return Object.entries(applied).some(([key, member]) => lostAnEmptyOne(member, stored[key]));
}

/**
 * A value without its empty mappings, and without those that are empty without them; the very same value where there is
 * none.
 */
export function withoutEmpty(value: Json | undefined): Json | undefined {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.flatMap(([key, member]) => {
    const left = withoutEmpty(member);
    return left === undefined ? [] : [[key, left] as const];
  });
  if (kept.length === 0) return undefined;
  const isSame = kept.length === entries.length && kept.every(([key, left]) => left === value[key]);
  return isSame ? value : Object.fromEntries(kept);
}
