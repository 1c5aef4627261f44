// Gives a backend service the keys for signed URLs that the plan means. Compute has a method to add and one to delete,
// and no other: another value under the same name is a deletion and an addition. Source: compute v1
// backendServices.addSignedUrlKey, deleteSignedUrlKey.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import type { ComputeRef, PrivatePart } from '../../../model/index.ts';
import { type Doing, secretMaterial, withoutQuoting } from '../../../live/index.ts';
import { signedUrlKeyOf } from './signed-url-keys.ts';

/** Of one backend service (compute v1 reference, addSignedUrlKey). */
const MOST = 3;

/**
 * Adds before it deletes, where there is room. Keys that we neither want nor once wrote stay.
 * @param there the names that the service has now; `rotates`: whether another value is to be written in this step.
 * @returns whether anything was written.
 * Fails with `quota` when keys of others leave no room.
 */
export async function syncSignedUrlKeys(
  change: Change,
  ref: ComputeRef,
  there: { readonly names: readonly string[]; readonly rotates: boolean },
  context: Doing,
  signal: AbortSignal,
): Promise<boolean> {
  const present = new Set(there.names);
  const { rotated, gone } = keyChanges(change);
  const leaving = gone.filter((name) => present.has(name));
  const drop = async (name: string): Promise<void> => {
    await context.ports.compute.deleteSignedUrlKey(ref, name, context.requestId(`delete key ${name}`), signal);
    present.delete(name);
  };
  let wrote = false;
  for (const key of change.privateParts ?? []) {
    const { name: keyName } = key;
    const isStale = there.rotates && present.has(keyName) && rotated.has(keyName);
    if (present.has(keyName) && !isStale) continue;
    // Read first: a key is not taken away for a value that cannot be had.
    const keyValue = await valueOf(key, context, signal);
    const room = isStale ? keyName : present.size >= MOST ? leaving.pop() : undefined;
    if (room !== undefined) await drop(room);
    if (present.size >= MOST) throw noRoom(ref, keyName);
    const write = { keyName, keyValue };
    const requestId = context.requestId(`add key ${keyName}`);
    await withoutQuoting(
      { keyValue },
      () => context.ports.compute.addSignedUrlKey(ref, write, requestId, signal),
      signal,
    );
    present.add(keyName);
    wrote = true;
  }
  for (const name of leaving) await drop(name);
  return wrote || leaving.length > 0;
}

/** Names whose value the plan changes, and names of ours that it takes away. */
function keyChanges({ fields }: Change): { readonly rotated: ReadonlySet<string>; readonly gone: readonly string[] } {
  const rotated = new Set<string>();
  const gone: string[] = [];
  for (const { path, before, after } of fields) {
    const name = signedUrlKeyOf(path);
    if (name === undefined) continue;
    if (after === undefined) gone.push(name);
    else if (before !== undefined) rotated.add(name);
  }
  return { rotated, gone };
}

async function valueOf({ name, secret }: PrivatePart, context: Doing, signal: AbortSignal): Promise<string> {
  const { keyValue } = await secretMaterial(secret, context, signal);
  if (typeof keyValue !== 'string') throw new RangelightError('unexpected', 'plan', `the key ${name} has no value`);
  return keyValue;
}

function noRoom(ref: ComputeRef, keyName: string): RangelightError {
  const message = `${ref.name} has ${MOST} keys for signed URLs, the most there can be: delete one that is not in Git, and ${keyName} is added`;
  return new RangelightError('quota', 'compute', message);
}
