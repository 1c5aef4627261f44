// Literal IPs of the address resources that bodies refer to, read when they are needed.
import type { JsonObject } from '../../../core/index.ts';
import { givenBy, givesSomething, referencesIn, refOfPath } from '../../../model/index.ts';
import type { StepContext } from './step.ts';

export async function addressBook(
  bodies: readonly JsonObject[],
  context: StepContext,
  signal: AbortSignal,
): Promise<(reference: string) => string | undefined> {
  const book = new Map<string, string | undefined>();
  for (const key of bodies.flatMap((body) => referencesIn(body))) {
    const ref = refOfPath(context.kinds, key);
    if (ref === undefined || !givesSomething(context.kinds, ref) || book.has(key)) continue;
    book.set(key, givenBy(context.kinds, ref, (await context.ports.compute.get(ref, signal))?.body));
  }
  return (reference) => book.get(reference);
}
