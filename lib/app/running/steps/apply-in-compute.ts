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
  const known = await updateSeen(change, ref, wanted, stage, context, signal);
  if (known !== undefined) return known;
  const isMade = await insertUnseen(change, ref, wanted, context, signal);
  const current = isMade ? undefined : await compute.get(ref, signal);
  if (current === undefined) {
    if (!isMade) await insert(change, ref, wanted, context, signal);
    await writes?.beside?.(change, ref, { body: undefined, rotates: false }, context, signal);
    return { type: 'done', wrote: true, applied, ...(await note(ref, context, signal)) };
  }
  if (!isOurs(current.body, context.owner)) throw notOurs('compute', change.key, current.body);
  const changed = await changedMembers(change, current, wanted, context, signal);
  const isChanged = Object.keys(changed).length > 0;
  if (isChanged) await update(change, current, changed, context.requestId('update'), context, signal);
  return besideBody(change, current, stage, isChanged, context, signal);
}

/** What calls of their own write beside the body, and what came of the step. */
async function besideBody(
  change: Change,
  { ref, body }: ComputeObject,
  stage: Stage,
  isChanged: boolean,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { writes } = context.runs.of(ref.kind);
  const applied = appliedAt(context.rules, change, stage);
  // What is grown first has what hangs on it by then.
  const rotates = stage === 'grown' || !takesAway(change);
  const synced = await writes?.beside?.(change, ref, { body, rotates }, context, signal);
  if (isChanged || synced === true) return { type: 'done', wrote: true, applied };
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

/**
 * What stands as the run saw it when it began is changed without looking again, where nobody has tried before and the
 * write is refused when somebody else has written since. Undefined where it has to be looked at.
 */
async function updateSeen(
  change: Change,
  ref: ComputeRef,
  wanted: JsonObject,
  stage: Stage,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome | undefined> {
  const seen = context.state === undefined ? context.seen(ref) : undefined;
  if (seen === undefined || !isOurs(seen.body, context.owner)) return undefined;
  const current = { ref, body: seen.body };
  const changed = await changedMembers(change, current, wanted, context, signal);
  if (Object.keys(changed).length === 0 || !context.ports.compute.isGuarded(ref, changed)) return undefined;
  try {
    await update(change, current, changed, context.requestId('update as seen'), context, signal);
  } catch (error) {
    if (isFailure(error, 'precondition')) return undefined;
    throw error;
  }
  return besideBody(change, current, stage, true, context, signal);
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
  requestId: string,
  context: StepContext,
  signal: AbortSignal,
): Promise<void> {
  const { compute } = context.ports;
  const { writes } = context.runs.of(current.ref.kind);
  const whole = (await writes?.whole?.(current.body, changed, context, current.ref, signal)) ?? changed;
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

/** Top-level members that have to be written, as they are to be. */
async function changedMembers(
  change: Change,
  current: ComputeObject,
  planned: JsonObject,
  context: StepContext,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { fields } = context.kinds.of(current.ref.kind);
  // A person may have said his word after the plan was made.
  const wanted = withOverrides(fields, planned, current.body);
  const valueOf = await readGiven(wanted, [], context, signal);
  const bodies = { desired: wanted, observed: current.body };
  const changes = diffFields(fields, { ...bodies, applied: undefined }, valueOf);
  // Of what others write as well, only what the plan takes back is ours to take.
  const paths = new Set(change.fields.map(({ path }) => path));
  const takenBack = diffFields(fields, { ...bodies, applied: current.body }, valueOf).filter(({ path }) =>
    paths.has(path),
  );
  const members = new Set([...changes, ...takenBack].map(({ path }) => path.replace(/[.[].*/s, '')));
  return Object.fromEntries([...members].map((member) => [member, wanted[member]]));
}

/** The one thing of a new resource that people wait to hear: an IP. */
async function note(ref: ComputeRef, context: StepContext, signal: AbortSignal): Promise<{ readonly note?: string }> {
  if (!givesSomething(context.kinds, ref)) return {};
  const given = givenBy(context.kinds, ref, (await context.ports.compute.get(ref, signal))?.body);
  return given === undefined ? {} : { note: given };
}
