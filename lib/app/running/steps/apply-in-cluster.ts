// Makes one Kubernetes object as the plan says, by server-side apply; writes nothing when it is so already.
import { type JsonObject, objectAt, textAt } from '../../../core/index.ts';
import { type Change, diffFields } from '../../../diff/index.ts';
import { type ClusterRef, isMarked, isOurs, wholeOf } from '../../../model/index.ts';
import type { ClusterObject } from '../../../ports/index.ts';
import { addressBook } from './address-book.ts';
import { appliedOf } from './applied-of.ts';
import { notOurs } from './expect-ours.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function applyInCluster(
  change: Change,
  ref: ClusterRef,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { clusters } = context.ports;
  const addressOf = await addressBook([change.after ?? {}], context, signal);
  const wanted = withLiteralVip(change.after ?? {}, addressOf);
  // An aspect is read with its object.
  const current = await clusters.get(wholeOf(context.kinds, ref) ?? ref, signal);
  if (current !== undefined && isSettled(change, ref, wanted, current, context)) {
    return { type: 'done', wrote: false, applied: appliedOf(change) };
  }
  await clusters.apply(ref, wanted, signal);
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
    if (kind.existing === 'shared') return true;
    // Somebody may have marked it since the plan was made.
    const mayTakeOver = change.kind === 'adopt' && !isMarked(current.body);
    if (!mayTakeOver) throw notOurs(`kubernetes ${ref.cluster}`, change.key, current.body);
  }
  // An entry of ours that goes is seen only by the server, which knows what each field manager applied.
  if (change.fields.some((field) => field.after === undefined)) return false;
  return (
    diffFields(kind.fields, { desired: wanted, observed: current.body, applied: undefined }, () => undefined).length ===
    0
  );
}

/** status.VIP is wanted as a reference to the address; what users read is the IP. */
function withLiteralVip(body: JsonObject, addressOf: (reference: string) => string | undefined): JsonObject {
  const vip = textAt(body, 'status', 'VIP');
  if (vip === undefined) return body;
  return { ...body, status: { ...objectAt(body, 'status'), VIP: addressOf(vip) ?? vip } };
}
