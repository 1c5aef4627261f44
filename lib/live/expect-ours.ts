// What a step says when it meets something that is not ours: nobody's, another fleet's or another installation's. Each
// step looks just before it writes.
import { type JsonObject, RangelightError } from '../core/index.ts';
import { type ComputeRef, isOurs, keyText, notOursBecause, type RefKey, refKey } from '../model/index.ts';
import type { Doing } from './runs.ts';

export function notOurs(system: string, key: RefKey, body: JsonObject): RangelightError {
  return new RangelightError('denied', system, `${keyText(key)} exists and ${notOursBecause(body)}`);
}

/** Fails with `denied` when the resource is there and not ours; says nothing of one that is not there. */
export async function expectOurs(
  ref: ComputeRef,
  { ports, owner }: Pick<Doing, 'ports' | 'owner'>,
  signal: AbortSignal,
): Promise<void> {
  const current = await ports.compute.get(ref, signal);
  if (current !== undefined && !isOurs(current.body, owner)) throw notOurs('compute', refKey(ref), current.body);
}
