// Waits for the operation that a write started, and reads its error: one that is DONE may have failed.
// Source: globalOperations.wait and zoneOperations.wait block for up to two minutes and may return before it is DONE.
import { isFailure, type JsonObject, numberAt, objectsAt, RangelightError, textAt } from '../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import type { Calls } from './calls.ts';
import { failureOfOperation, unexpected } from './failures.ts';
import type { Scope } from './request-path.ts';

/** Longer than the server blocks. */
const WAIT_TIMEOUT_MS = 130_000;
/** Between two looks at an operation that cannot be waited for. */
const PAUSE_MS = 1_000;

/** Resolves when the operation is DONE without an error; throws the failure that its error stands for. */
export async function settle(
  calls: Calls,
  clock: Clock,
  scope: Scope,
  started: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  let operation = started;
  while (operation['status'] !== 'DONE') operation = await lookAgain(calls, clock, scope, operation, signal);
  const [first] = objectsAt(operation, 'error', 'errors');
  if (first === undefined) return;
  throw failureOfOperation(
    textAt(first, 'code') ?? '',
    textAt(first, 'message') ?? '',
    numberAt(operation, 'httpErrorStatusCode'),
  );
}

async function lookAgain(
  calls: Calls,
  clock: Clock,
  scope: Scope,
  operation: JsonObject,
  signal: AbortSignal,
): Promise<JsonObject> {
  const name = textAt(operation, 'name');
  if (name === undefined) throw unexpected('Compute answered a write without an operation');
  const client = scope.zone === undefined ? 'globalOperations' : 'zoneOperations';
  const request = { ...scope, operation: name };
  try {
    return await calls.one(client, 'wait', request, { signal, timeoutMs: WAIT_TIMEOUT_MS });
  } catch (error) {
    if (!isFailure(error, 'unavailable') && !isFailure(error, 'rate-limited')) throw unknownOutcome(error);
  }
  await clock.sleep(PAUSE_MS, signal);
  try {
    return await calls.one(client, 'get', request, { signal });
  } catch (error) {
    throw unknownOutcome(error);
  }
}

/** An operation that cannot be read says nothing about the resource: least of all that it was not found. */
function unknownOutcome(error: unknown): unknown {
  if (!isFailure(error, 'not-found') && !isFailure(error, 'rate-limited')) return error;
  return new RangelightError('unavailable', 'compute', 'the outcome of the operation is not known', { cause: error });
}
