// Literal IPs of the address resources that bodies refer to, read when they are needed. May import: core, model, ports.
import { type JsonObject, textAt } from '../../core/index.ts';
import { parseComputePath, referencesIn } from '../../model/index.ts';
import type { StepContext } from './step.ts';

export async function addressBook(
  bodies: readonly JsonObject[],
  context: StepContext,
  signal: AbortSignal,
): Promise<(reference: string) => string | undefined> {
  const book = new Map<string, string>();
  for (const key of bodies.flatMap((body) => referencesIn(body))) {
    const ref = parseComputePath(key);
    if (ref?.kind !== 'address' || book.has(key)) continue;
    const ip = textAt((await context.ports.compute.get(ref, signal))?.body, 'address');
    if (ip !== undefined) book.set(key, ip);
  }
  return (reference) => book.get(reference);
}
