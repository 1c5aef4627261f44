// What the functions wrote to the cloud. What the clusters' own controllers write is not theirs.
import type { Call } from './invocation.ts';
import type { ProofWorld } from './world.ts';

/** @param from number of calls that do not count: `world.invocations.calls.length` of then. */
export function cloudWrites({ invocations }: ProofWorld, from: number): readonly Call[] {
  return invocations.calls
    .slice(from)
    .filter(({ system, write }) => write && (system === 'compute' || system === 'kubernetes'));
}
