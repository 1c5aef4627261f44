// Makes one Kubernetes object as the plan says, by server-side apply; writes nothing when it is so already.
import type { JsonObject } from '../../../core/index.ts';
import { type Change, diffFields } from '../../../diff/index.ts';
import { notOurs, secretMaterial, withMaterial, withoutQuoting } from '../../../live/index.ts';
import { type ClusterRef, isMarked, isOurs, withGiven, wholeOf } from '../../../model/index.ts';
import type { ClusterObject } from '../../../ports/index.ts';
import { readGiven } from './read-given.ts';
import { appliedOf } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function applyInCluster(
  change: Change,
  ref: ClusterRef,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { clusters } = context.ports;
  const valueOf = await readGiven(change.after ?? {}, change.needs, context, signal);
  const wanted = withGiven(change.after ?? {}, valueOf);
  // An aspect is read with its object.
  const current = await clusters.get(wholeOf(context.kinds, ref) ?? ref, signal);
  if (current !== undefined && isSettled(change, ref, wanted, current, context)) {
    return { type: 'done', wrote: false, applied: appliedOf(change) };
  }
  await write(change, wanted, context, signal, (body) =>
    change.standIn === true ? clusters.applyUnforced(ref, body, signal) : clusters.apply(ref, body, signal),
  );
  return { type: 'done', wrote: true, applied: appliedOf(change) };
}

function isSettled(
  change: Change,
  ref: ClusterRef,
  wanted: JsonObject,
  current: ClusterObject,
  context: StepContext,
): boolean {
  const kind = context.kinds.of(ref.kind);
  if (!isOurs(current.body, context.owner)) {
    if (kind.existing === 'shared' || change.standIn === true) return true;
    // Somebody may have marked it since the plan was made.
    const mayTakeOver = change.kind === 'adopt' && !isMarked(current.body);
    if (!mayTakeOver) throw notOurs(`kubernetes ${ref.cluster}`, change.key, current.body);
    // It may hold all that we want of it already: our mark it lacks.
    return false;
  }
  // Whether it was noted, nobody sees: it is written again, as it is.
  if ('observed' in kind && kind.observed?.as === 'noted') return false;
  // An entry of ours that goes is seen only by the server, which knows what each field manager applied.
  if (change.fields.some((field) => field.after === undefined)) return false;
  return (
    diffFields(kind.fields, { desired: wanted, observed: current.body, applied: undefined }, () => undefined).length ===
    0
  );
}

/** Writes an object, with its private part where it has one. */
async function write(
  { secret }: Change,
  body: JsonObject,
  context: StepContext,
  signal: AbortSignal,
  apply: (body: JsonObject) => Promise<unknown>,
): Promise<void> {
  if (secret === undefined) return void (await apply(body));
  const material = await secretMaterial(secret, context, signal);
  await withoutQuoting(material, () => apply(withMaterial(body, material)), signal);
}
