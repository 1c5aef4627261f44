// What the resources give that a body refers to (the IP of an address, the uid of an object), read when it is needed.
import type { JsonObject } from '../../../core/index.ts';
import {
  givenBy,
  givesSomething,
  isComputeRef,
  referencesIn,
  refOfKey,
  type RefKey,
  type ResourceRef,
} from '../../../model/index.ts';
import type { StepContext } from './step.ts';

/** @param needs what the body may refer to in clusters. */
export async function readGiven(
  body: JsonObject,
  needs: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<(reference: string) => string | undefined> {
  const values = new Map<string, string | undefined>();
  for (const key of new Set([...referencesIn(body), ...needs])) {
    const ref = refOfKey(context.kinds, key);
    if (ref === undefined || !givesSomething(context.kinds, ref)) continue;
    values.set(key, givenBy(context.kinds, ref, await bodyOf(ref, context, signal)));
  }
  return (reference) => values.get(reference);
}

async function bodyOf(
  ref: ResourceRef,
  { ports: { compute, clusters }, seen, giver }: StepContext,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  if (!isComputeRef(ref)) return (await clusters.get(ref, signal))?.body;
  // What it gives (an IP) stays for as long as it stands.
  return seen(ref)?.body ?? giver(ref) ?? (await compute.get(ref, signal))?.body;
}
