// Makes one Compute resource as the plan says: insert when absent, update what differs, nothing when it is so already.
import { isFailure, type JsonObject } from '../../../core/index.ts';
import { type Change, diffFields, takesAway } from '../../../diff/index.ts';
import { notOurs, secretMaterial, withMaterial, withoutQuoting } from '../../../live/index.ts';
import {
  asTaken,
  type ComputeRef,
  givenBy,
  givesSomething,
  isOurs,
  type SecretSource,
  withOverrides,
} from '../../../model/index.ts';
import { bodyAt, type Stage } from '../../../plan/index.ts';
import type { ComputeObject } from '../../../ports/index.ts';
import { readGiven } from './read-given.ts';
import { appliedAt } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function applyInCompute(
  change: Change,
  ref: ComputeRef,
  stage: Stage,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { compute } = context.ports;
  const { writes } = context.runs.of(ref.kind);
  const body = bodyAt(context.rules, change, stage);
  const applied = appliedAt(context.rules, change, stage);
  const wanted = asTaken(context.kinds.of(ref.kind).fields, body);
  const isMade = await insertUnseen(change, ref, wanted, context, signal);
  const current = isMade ? undefined : await compute.get(ref, signal);
  if (current === undefined) {
    if (!isMade) await insert(change, ref, wanted, context, signal);
    await writes?.beside?.(change, ref, { body: undefined, rotates: false }, context, signal);
    return { type: 'done', wrote: true, applied, ...(await note(ref, context, signal)) };
  }
  if (!isOurs(current.body, context.owner)) throw notOurs('compute', change.key, current.body);
  // A person may have said his word after the plan was made.
  const asSaid = withOverrides(context.kinds.of(ref.kind).fields, wanted, current.body);
  const differing = await differences(change, current, asSaid, context, signal);
  if (differing.length > 0) await update(change, current, pick(asSaid, differing), context, signal);
  // What is grown first has what hangs on it by then.
  const rotates = stage === 'grown' || !takesAway(change);
  const synced = await writes?.beside?.(change, ref, { body: current.body, rotates }, context, signal);
  if (differing.length > 0 || synced === true) return { type: 'done', wrote: true, applied };
  return { type: 'done', wrote: false, applied, ...(await note(ref, context, signal)) };
}

/**
 * What was not there when the run began, and nobody has tried to make, is made without looking again.
 * @returns whether it was: not where it is there by now.
 */
async function insertUnseen(
  change: Change,
  ref: ComputeRef,
  wanted: JsonObject,
  context: StepContext,
  signal: AbortSignal,
): Promise<boolean> {
  if (change.kind !== 'create' || context.state !== undefined) return false;
  try {
    await insert(change, ref, wanted, context, signal);
    return true;
  } catch (error) {
    if (isFailure(error, 'already-exists')) return false;
    throw error;
  }
}

async function insert(
  change: Change,
  ref: ComputeRef,
  wanted: JsonObject,
  context: StepContext,
  signal: AbortSignal,
): Promise<void> {
  const { compute } = context.ports;
  const requestId = context.requestId('insert');
  await withSecret(change.secret, wanted, context, signal, (body) => compute.insert(ref, body, requestId, signal));
}

/** The secret is read only when the member that it belongs to is written. */
async function update(
  change: Change,
  current: ComputeObject,
  changed: JsonObject,
  context: StepContext,
  signal: AbortSignal,
): Promise<void> {
  const { compute } = context.ports;
  const requestId = context.requestId('update');
  const { writes } = context.runs.of(current.ref.kind);
  const whole = writes?.whole?.(current.body, changed, context) ?? changed;
  const secret = writes?.isPrivate?.(whole) === true ? change.secret : undefined;
  await withSecret(secret, whole, context, signal, (body) => compute.update(current, body, requestId, signal));
}

/** Writes a body, with its private part where it has one. */
async function withSecret(
  secret: SecretSource | undefined,
  body: JsonObject,
  context: StepContext,
  signal: AbortSignal,
  write: (body: JsonObject) => Promise<void>,
): Promise<void> {
  if (secret === undefined) return write(body);
  const material = await secretMaterial(secret, context, signal);
  await withoutQuoting(material, () => write(withMaterial(body, material)), signal);
}

/** Top-level members that have to be written. */
async function differences(
  change: Change,
  current: ComputeObject,
  wanted: JsonObject,
  context: StepContext,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { fields } = context.kinds.of(current.ref.kind);
  const valueOf = await readGiven(wanted, [], context, signal);
  const bodies = { desired: wanted, observed: current.body };
  const changes = diffFields(fields, { ...bodies, applied: undefined }, valueOf);
  // Of what others write as well, only what the plan takes back is ours to take.
  const planned = new Set(change.fields.map(({ path }) => path));
  const takenBack = diffFields(fields, { ...bodies, applied: current.body }, valueOf).filter(({ path }) =>
    planned.has(path),
  );
  return [...new Set([...changes, ...takenBack].map(({ path }) => path.replace(/[.[].*/s, '')))];
}

function pick(body: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(members.map((member) => [member, body[member]]));
}

/** The one thing of a new resource that people wait to hear: an IP. */
async function note(ref: ComputeRef, context: StepContext, signal: AbortSignal): Promise<{ readonly note?: string }> {
  if (!givesSomething(context.kinds, ref)) return {};
  const given = givenBy(context.kinds, ref, (await context.ports.compute.get(ref, signal))?.body);
  return given === undefined ? {} : { note: given };
}
