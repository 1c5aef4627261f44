// Requests that change something: each is checked at once, answered with a RUNNING operation, and takes effect later.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { inserted, patched, type Place, sealed, updated } from './bodies.ts';
import { alreadyExists, notFound, notReady, required } from './errors.ts';
import { newId, type OperationBody, type OperationFailure, type Operations } from './operations.ts';
import { metricOf, type Quotas } from './quotas.ts';
import { canonicalReferences, resourcePath, type Scope } from './references.ts';
import type { Body, ChangingVerb, Kind, Surroundings } from './resources/kind.ts';
import type { Store, Stored } from './store.ts';
import { timestamp } from './timestamps.ts';
import { checkReferences, checkUnused } from './usage.ts';

/** What a change knows beside its body. */
export interface ChangeRequest {
  readonly scope: Scope;
  readonly requestId?: string | undefined;
  /** Who asks. */
  readonly user: string;
  readonly failure?: OperationFailure | undefined;
}

export interface Writing {
  insert(kind: Kind, request: ChangeRequest, body: Body): OperationBody;
  patch(kind: Kind, name: string, request: ChangeRequest, body: Body): OperationBody;
  update(kind: Kind, name: string, request: ChangeRequest, body: Body): OperationBody;
  delete(kind: Kind, name: string, request: ChangeRequest): OperationBody;
  verb(
    kind: Kind,
    name: string,
    verb: ChangingVerb,
    request: ChangeRequest,
    asked: { readonly body: Body; readonly parameters: URLSearchParams },
  ): OperationBody;
}

export function createWriting(parts: {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly store: Store;
  readonly operations: Operations;
  readonly quotas: Quotas;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly random: Random;
}): Writing {
  const { kinds, store, operations, quotas, around, clock, random } = parts;

  function place(kind: Kind, name: string, { scope }: ChangeRequest): Place {
    return { kind, scope, path: resourcePath(around.project, scope, kind.collection, name) };
  }

  /** What is there and free to change. */
  function settledAt(path: string, exclusive = true): Stored {
    if (!operations.ready(path, exclusive)) throw notReady(path);
    const current = store.get(path);
    if (current === undefined) throw notFound(path);
    return current;
  }

  function start(operationType: string, at: Place, request: ChangeRequest, rest: Started): OperationBody {
    const { stored, effect, seconds, verb, next } = rest;
    return operations.start({
      operationType,
      targetPath: at.path,
      targetId: String(stored.body.id),
      scope: at.scope,
      requestId: request.requestId,
      user: request.user,
      failure: request.failure,
      exclusive: verb?.shared !== true,
      immediate: verb?.immediate === true,
      seconds,
      next,
      effect,
    });
  }

  function replace(
    method: 'patch' | 'update',
    kind: Kind,
    name: string,
    request: ChangeRequest,
    body: Body,
  ): OperationBody {
    const at = place(kind, name, request);
    const current = settledAt(at.path);
    const next = (method === 'patch' ? patched : updated)(at, body, current, around);
    const seconds = kind.seconds.change;
    return start(method, at, request, { stored: current, next, seconds, effect: () => store.put(next) });
  }

  return {
    insert(kind, request, body) {
      const { name } = body as { name?: string };
      if (name === undefined || name === '') throw required('resource.name');
      const at = place(kind, name, request);
      if (store.get(at.path) !== undefined) throw alreadyExists(at.path);
      if (!operations.ready(at.path)) throw notReady(at.path);
      const identity = { id: newId(random), creationTimestamp: timestamp(clock.now()) };
      const next = inserted(at, body, identity, around);
      quotas.check(metricOf(kind, next.body));
      const seconds = kind.seconds.insert;
      return start('insert', at, request, { stored: next, next, seconds, effect: () => store.put(next) });
    },
    patch: (kind, name, request, body) => replace('patch', kind, name, request, body),
    update: (kind, name, request, body) => replace('update', kind, name, request, body),
    delete(kind, name, request) {
      const at = place(kind, name, request);
      const stored = settledAt(at.path);
      checkUnused(at.path, kind, kinds, around);
      const seconds = kind.seconds.delete;
      return start('delete', at, request, { stored, seconds, effect: () => store.remove(at.path) });
    },
    verb(kind, name, verb, request, { body, parameters }) {
      const at = place(kind, name, request);
      const current = settledAt(at.path, verb.shared !== true);
      const references = verb.references ?? {};
      const canonical = canonicalReferences(body, references, around.project);
      checkReferences(canonical, references, [], around);
      const change = verb.plan(current, canonical, around, parameters);
      const effect = (): void => {
        const stored = store.get(at.path);
        if (stored !== undefined) store.put(sealed(kind, change(stored)));
      };
      const { seconds } = verb;
      return start(verb.operationType, at, request, {
        stored: current,
        next: sealed(kind, change(current)),
        seconds,
        verb,
        effect,
      });
    },
  };
}

interface Started {
  readonly stored: Stored;
  readonly next?: Stored;
  readonly seconds: number;
  readonly verb?: ChangingVerb;
  readonly effect: () => void;
}
