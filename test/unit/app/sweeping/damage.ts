// What may become of a document: it is lost, or holds what nobody here wrote.
import { runTask } from '../../../../lib/app/running/run-task.ts';
import type { TaskResult } from '../../../../lib/app/running/execution.ts';
import type { Place } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { NEVER, OPTIONS, type Rig } from '../rig.ts';

/** Texts that no document may hold. */
export const DAMAGE = [
  '',
  'no JSON',
  '{}',
  '[]',
  'null',
  '{"schema":"rangelight/applied/v1"}',
  // What a newer Rangelight wrote of the same kind is no damage: test/upgrade.
  '{"schema":"rangelight/another/v99"}',
] as const;

/** Undefined: it is lost. */
export const LOST = [undefined, ...DAMAGE] as const;

/** @param text undefined: the document is taken away. */
export function damage({ store }: Pick<Rig, 'store'>, { bucket, key }: Place<unknown>, text: string | undefined): void {
  if (text === undefined) store[bucket].drop(key);
  else store[bucket].put(key, text);
}

/** The document as `contents` gives it after such a damage. */
export function contentOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A unit whose record was lost is to get it back. */
export function adopt(rig: Rig): Promise<TaskResult> {
  return runTask(rig.world, { type: 'adopt', fleet: FLEET, unit: UNIT }, OPTIONS, NEVER);
}
