// What a forwarding rule takes for itself, and which rule has it now.
import { RangelightError, textAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { givenBy, isComputeRef, type RefKey, refKey, refOfPath } from '../../../model/index.ts';
import { takenBy } from '../../../plan/index.ts';
import type { ComputeObject } from '../../../ports/index.ts';
import type { StepContext } from './step.ts';

/** An IP with the ports of it that one rule has for itself (compute v1 forwardingRules.portRange: `80-80`). */
export interface Claim {
  readonly ip: string;
  readonly ports: readonly [first: number, last: number];
}

/** Undefined when a change takes no address, or one whose IP is not known. */
export async function claimOf(
  change: Change,
  { kinds, ports: { compute }, giver }: StepContext,
  signal: AbortSignal,
): Promise<Claim | undefined> {
  const taken = takenBy(kinds, change);
  if (taken === undefined) return undefined;
  const ref = refOfPath(kinds, taken);
  const body = ref && ((isComputeRef(ref) ? giver(ref) : undefined) ?? (await compute.get(ref, signal))?.body);
  const ip = ref === undefined ? taken : givenBy(kinds, ref, body);
  return ip === undefined ? undefined : { ip, ports: portsOf(textAt(change.after, 'portRange')) };
}

/** Every resource of the kind of a change in its project. Fails with `unavailable` when some cannot be listed. */
export async function rulesAround(
  { ref }: Change,
  { kinds, ports: { compute } }: StepContext,
  signal: AbortSignal,
): Promise<readonly ComputeObject[]> {
  if (!isComputeRef(ref)) return [];
  const { title } = kinds.of(ref.kind);
  const { items, unreachable } = await compute.list(ref.kind, ref.project, signal);
  if (unreachable.length === 0) return items;
  throw new RangelightError('unavailable', 'compute', `${title}s of ${unreachable.join(', ')} cannot be listed`);
}

/** The rule that has what another one claims. */
export function holderOf(
  { ip, ports: [first, last] }: Claim,
  rules: readonly ComputeObject[],
  claimant: RefKey,
): ComputeObject | undefined {
  return rules.find(({ ref, body }) => {
    const [from, to] = portsOf(textAt(body, 'portRange'));
    return refKey(ref) !== claimant && textAt(body, 'IPAddress') === ip && from <= last && first <= to;
  });
}

/** Without a range a rule has all ports. */
function portsOf(range: string | undefined): Claim['ports'] {
  if (range === undefined) return [0, 65_535];
  const [first = '', last = first] = range.split('-');
  return [Number(first), Number(last)];
}
