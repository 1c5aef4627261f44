// Asynchronous operations: every mutation answers RUNNING first and takes effect later, and a resource carries one
// exclusive operation at a time. Remembers request ids, so that a repeated request gets the operation it started.
import type { Clock } from '../kit/clock.ts';
import type { LatencyProfile, Pace } from '../kit/pace.ts';
import type { Random } from '../kit/random.ts';
import { linkTo, type Scope, scopeSegment } from './references.ts';
import type { Stored } from './store.ts';
import { timestamp } from './timestamps.ts';

const REQUEST_ID_MEMORY = 60 * 60_000;
const LONGEST_WAIT = 2 * 60_000;

/** How long operations take, in emulated time: the next turn of the clock, 5-20 ms, or as long as the real ones. */
export type OperationProfile = LatencyProfile;

export interface OperationFailure {
  /** e.g. `RESOURCE_OPERATION_RATE_EXCEEDED`. */
  readonly code: string;
  readonly message: string;
  /** `httpErrorStatusCode` of the operation; default 400. */
  readonly status?: number;
}

/** Decides, when an operation would take effect, that it fails instead. */
export type FailOperation = (operation: {
  readonly operationType: string;
  readonly targetPath: string;
}) => OperationFailure | undefined;

export interface OperationRequest {
  readonly operationType: string;
  readonly targetPath: string;
  readonly targetId: string;
  readonly scope: Scope;
  readonly requestId?: string | undefined;
  /** Who asks. */
  readonly user: string;
  /** Set by a fault that the request met: the operation fails when it would take effect. */
  readonly failure?: OperationFailure | undefined;
  /** False: may run beside other operations that are not exclusive either (endpoint writes of a NEG). */
  readonly exclusive: boolean;
  /** Done before the answer is sent (setLabels is). */
  readonly immediate: boolean;
  /** Duration of the real operation, for the realistic profile. */
  readonly seconds: number;
  /** What will be stored; holds its references while the operation runs. Absent for deletions. */
  readonly next?: Stored | undefined;
  readonly effect: () => void;
}

/** An operation as the API shows it. */
export type OperationBody = Readonly<Record<string, unknown>> & { readonly name: string };

export interface Operations {
  start(request: OperationRequest): OperationBody;
  /** The operation that an earlier request with this id started, for an hour. */
  repeated(requestId: string): OperationBody | undefined;
  /** False while an operation is in the way of one that is exclusive (the default) or not. */
  ready(path: string, exclusive?: boolean): boolean;
  /** What operations in flight will store. */
  pending(): readonly Stored[];
  get(path: string): OperationBody | undefined;
  /** Oldest first, of one scope such as `global` or `zones/Z`. */
  list(scope: string): readonly OperationBody[];
  /** Resolves when the operation is done, or with its state after two emulated minutes. */
  wait(path: string): Promise<OperationBody | undefined>;
  /** Puts a failure in the way of operations; the returned function removes it. */
  failWhen(fail: FailOperation): () => void;
}

interface Operation {
  readonly path: string;
  readonly scope: Scope;
  readonly request: OperationRequest;
  body: OperationBody;
  done: boolean;
  readonly waiters: Set<() => void>;
}

export function createOperations(options: {
  readonly project: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly pace: Pace;
  /** PENDING ones run after half their time. */
  readonly first: 'PENDING' | 'RUNNING';
}): Operations {
  const { project, clock, random, pace, first } = options;
  const operations = new Map<string, Operation>();
  const inFlight = new Set<Operation>();
  const remembered = new Map<string, { readonly operation: Operation; readonly until: number }>();
  const failures = new Set<FailOperation>();

  function create(request: OperationRequest): Operation {
    const now = Math.floor(clock.now());
    const name = `operation-${now}-${(now * 1000).toString(16).padStart(13, '0')}-${random.hex(8)}-${random.hex(8)}`;
    const path = `projects/${project}/${scopeSegment(request.scope)}/operations/${name}`;
    const body = {
      kind: 'compute#operation',
      id: newId(random),
      name,
      ...(request.scope.type === 'zone' ? { zone: linkTo(`projects/${project}/zones/${request.scope.name}`) } : {}),
      ...(request.requestId === undefined ? {} : { clientOperationId: request.requestId }),
      operationType: request.operationType,
      targetLink: linkTo(request.targetPath),
      targetId: request.targetId,
      status: first,
      user: request.user,
      progress: 0,
      insertTime: timestamp(now),
      ...(first === 'RUNNING' ? { startTime: timestamp(now) } : {}),
      selfLink: linkTo(path),
    };
    return { path, scope: request.scope, request, body, done: false, waiters: new Set() };
  }

  function run(operation: Operation): void {
    operation.body = { ...operation.body, status: 'RUNNING', startTime: timestamp(clock.now()) };
  }

  function finish(operation: Operation): void {
    const failure = failureOf(operation.request);
    operation.body = { ...operation.body, ...outcome(failure), endTime: timestamp(clock.now()) };
    operation.done = true;
    inFlight.delete(operation);
    if (failure === undefined) operation.request.effect();
    for (const wake of operation.waiters) wake();
    operation.waiters.clear();
  }

  function failureOf({ operationType, targetPath, failure: met }: OperationRequest): OperationFailure | undefined {
    if (met !== undefined) return met;
    for (const fail of failures) {
      const failure = fail({ operationType, targetPath });
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  function duration(seconds: number): number {
    if (pace.profile() === 'instant') return 0;
    return pace.profile() === 'fast' ? random.integer(5, 20) : seconds * 1000 * pace.scale();
  }

  return {
    start(request) {
      const operation = create(request);
      operations.set(operation.path, operation);
      if (request.requestId !== undefined) {
        remembered.set(request.requestId, { operation, until: clock.now() + REQUEST_ID_MEMORY });
      }
      if (request.immediate) {
        run(operation);
        finish(operation);
        return operation.body;
      }
      inFlight.add(operation);
      const time = duration(request.seconds);
      if (first === 'PENDING') clock.after(time / 2, () => run(operation));
      clock.after(time, () => finish(operation));
      return operation.body;
    },
    repeated(requestId) {
      const memory = remembered.get(requestId);
      return memory !== undefined && clock.now() < memory.until ? memory.operation.body : undefined;
    },
    ready: (path, exclusive = true) =>
      ![...inFlight].some(({ request }) => request.targetPath === path && (exclusive || request.exclusive)),
    pending: () => [...inFlight].flatMap(({ request }) => (request.next === undefined ? [] : [request.next])),
    get: (path) => operations.get(path)?.body,
    list: (scope) => [...operations.values()].filter((o) => scopeSegment(o.scope) === scope).map((o) => o.body),
    async wait(path) {
      const operation = operations.get(path);
      if (operation === undefined || operation.done) return operation?.body;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(LONGEST_WAIT, resolve);
        operation.waiters.add(() => {
          cancel();
          resolve();
        });
      });
      return operation.body;
    },
    failWhen(fail) {
      failures.add(fail);
      return () => failures.delete(fail);
    },
  };
}

/** A random decimal number of 19 digits, below 2^63 as Google's are: many clients read it as a signed integer. */
export function newId(random: Random): string {
  const digits = Array.from({ length: 18 }, () => random.integer(0, 9)).join('');
  return `${random.integer(1, 8)}${digits}`;
}

function outcome(failure: OperationFailure | undefined): Readonly<Record<string, unknown>> {
  const done = { status: 'DONE', progress: 100 };
  if (failure === undefined) return done;
  const { code, message, status = 400 } = failure;
  const httpErrorMessage = status === 400 ? 'BAD REQUEST' : code.replaceAll('_', ' ');
  return { ...done, httpErrorStatusCode: status, httpErrorMessage, error: { errors: [{ code, message }] } };
}
