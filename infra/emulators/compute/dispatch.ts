// From a parsed URL and method to the part that answers it; everything unknown is refused by name.
import { createShow } from './bodies.ts';
import { notFound, notImplemented, required } from './errors.ts';
import type { ImpliedResources } from './implied-resources.ts';
import { listQuery } from './lists.ts';
import type { CheckMessage, UnknownFields } from './message-types.ts';
import type { OperationFailure, Operations } from './operations.ts';
import { aggregatedBody, listBody, type ScopedResource } from './reading.ts';
import { resourcePath, type Scope, scopeSegment } from './references.ts';
import { parseJson, requestIdOf } from './request-text.ts';
import type { AskingVerb, Body, Kind, Surroundings } from './resources/kind.ts';
import type { Route } from './routes.ts';
import type { ChangeRequest, Writing } from './writing.ts';

export interface Call {
  readonly method: string;
  readonly route: Route;
  readonly parameters: URLSearchParams;
  /** The body as text; empty when there is none. */
  readonly text: string;
  /** What becomes of fields of the body that are not published. */
  readonly unknownFields: UnknownFields;
  /** Who asks. */
  readonly user: string;
  /** How the operation that this call starts is to fail. */
  readonly failure?: OperationFailure | undefined;
}

type RouteOf<T extends Route['type']> = Extract<Route, { type: T }>;

/** Answers the body of a 200 response; throws ApiError for everything else. */
export type Dispatch = (call: Call) => Promise<object>;

export function createDispatch(parts: {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly zones: ReadonlySet<string>;
  readonly operations: Operations;
  readonly writing: Writing;
  readonly implied: ImpliedResources;
  readonly around: Surroundings;
  readonly checkMessage: CheckMessage;
}): Dispatch {
  const { kinds, zones, operations, writing, implied, around, checkMessage } = parts;
  const { project, store } = around;
  const show = createShow(around);

  function kindAt(scope: Scope, collection: string): Kind | undefined {
    const kind = kinds.get(collection);
    if (scope.type === 'zone' && !zones.has(scope.name)) throw notFound(`projects/${project}/zones/${scope.name}`);
    return kind?.scope === scope.type ? kind : undefined;
  }

  function resourcesOf(kind: Kind): readonly ScopedResource[] {
    return store.list(kind.collection).map((stored) => ({
      scope: stored.path.split('/').slice(2, -2).join('/'),
      resource: show(kind, stored),
    }));
  }

  function requestBody(call: Call, message: string): Body {
    const { text } = call;
    if (text.trim() === '') throw required('resource');
    // The client library sends an empty text for a message without any field.
    const body = text === '""' ? {} : parseJson(text);
    return checkMessage(body, message, 'resource', call.unknownFields) as Body;
  }

  function changing(call: Call, scope: Scope, start: (request: ChangeRequest) => object): object {
    const requestId = requestIdOf(call.parameters);
    const repeated = requestId === undefined ? undefined : operations.repeated(requestId);
    return repeated ?? start({ scope, requestId, user: call.user, failure: call.failure });
  }

  function onCollection(call: Call, { scope, collection }: RouteOf<'collection'>): object {
    const name = `${scopeName(scope, collection)}.${call.method === 'POST' ? 'insert' : 'list'}`;
    const path = `projects/${project}/${scopeSegment(scope)}/${collection}`;
    const query = listQuery(call.parameters);
    const kind = kindAt(scope, collection);
    if (call.method === 'POST' && kind !== undefined) {
      return changing(call, scope, (request) => writing.insert(kind, request, requestBody(call, kind.message)));
    }
    if (call.method !== 'GET') throw notImplemented(name);
    if (collection === 'operations') {
      return listBody('compute#operationList', path, operations.list(scopeSegment(scope)), query);
    }
    const all = kind === undefined ? impliedAt(scope, collection) : resourcesOf(kind);
    if (all === undefined) throw notImplemented(name);
    const here = all.filter((each) => each.scope === scopeSegment(scope)).map(({ resource }) => resource);
    const listKind = kind === undefined ? `compute#${collection.slice(0, -1)}List` : listKindOf(kind);
    return listBody(listKind, path, here, query);
  }

  function impliedAt(scope: Scope, collection: string): readonly ScopedResource[] | undefined {
    const fits = collection === 'networks' ? scope.type === 'global' : scope.type === 'zone';
    return fits ? implied.list(collection) : undefined;
  }

  function onAggregated(call: Call, { collection }: RouteOf<'aggregated'>): object {
    const kind = kinds.get(collection);
    const path = `projects/${project}/aggregated/${collection}`;
    const query = listQuery(call.parameters);
    if (call.method === 'GET' && collection === 'instances') {
      const all = implied.list(collection) ?? [];
      const scopes = implied.scopes('instances');
      return aggregatedBody({ kind: 'compute#instanceAggregatedList', path, collection, scopes, all, query });
    }
    if (call.method === 'GET' && collection === 'operations') {
      const scopes = implied.scopes('zonal');
      const all = scopes.flatMap((scope) => operations.list(scope).map((resource) => ({ scope, resource })));
      return aggregatedBody({ kind: 'compute#operationAggregatedList', path, collection, scopes, all, query });
    }
    if (call.method !== 'GET' || kind?.methods.aggregatedList === undefined) {
      throw notImplemented(`${collection}.aggregatedList`);
    }
    const listKind = kind.listKinds?.aggregated ?? `compute#${kind.singular}AggregatedList`;
    const scopes = implied.scopes(kind.methods.aggregatedList);
    return aggregatedBody({ kind: listKind, path, collection, scopes, all: resourcesOf(kind), query });
  }

  function onResource(call: Call, { scope, collection, name }: RouteOf<'resource'>): object {
    const kind = kindAt(scope, collection);
    const path = resourcePath(project, scope, collection, name);
    if (kind === undefined) return onUnstored(call, { type: 'resource', scope, collection, name }, path);
    switch (call.method) {
      case 'GET': {
        const question = kind.questions?.[name];
        if (question !== undefined) return question();
        const stored = store.get(path);
        if (stored === undefined && QUESTION.test(name)) throw notImplemented(`${collection}.${name}`);
        if (stored === undefined) throw notFound(path);
        return show(kind, stored);
      }
      case 'DELETE':
        return changing(call, scope, (request) => writing.delete(kind, name, request));
      case 'PATCH':
        if (kind.methods.patch === undefined) break;
        return changing(call, scope, (request) => writing.patch(kind, name, request, requestBody(call, kind.message)));
      case 'PUT':
        if (kind.methods.update === undefined) break;
        return changing(call, scope, (request) => writing.update(kind, name, request, requestBody(call, kind.message)));
      default:
        break;
    }
    throw notImplemented(`${call.method} ${scopeName(scope, collection)}`);
  }

  function onUnstored(call: Call, { scope, collection, name }: RouteOf<'resource'>, path: string): object {
    if (call.method !== 'GET') throw notImplemented(`${call.method} ${scopeName(scope, collection)}`);
    if (collection === 'operations') {
      const operation = operations.get(path);
      if (operation === undefined) throw notFound(path);
      return operation;
    }
    const all = impliedAt(scope, collection);
    if (all === undefined) throw notImplemented(`${scopeName(scope, collection)}.get`);
    const found = all.find((each) => each.scope === scopeSegment(scope) && each.resource.name === name);
    if (found === undefined) throw notFound(path);
    return found.resource;
  }

  async function onWait(path: string): Promise<object> {
    const operation = await operations.wait(path);
    if (operation === undefined) throw notFound(path);
    return operation;
  }

  function onVerb(call: Call, route: RouteOf<'verb'>): object | Promise<object> {
    const { scope, collection, name } = route;
    const path = resourcePath(project, scope, collection, name);
    if (collection === 'operations' && route.verb === 'wait' && call.method === 'POST') return onWait(path);
    const kind = kindAt(scope, collection);
    const verb = kind?.verbs[route.verb];
    const spelled = verb?.changes === true && verb.withoutScope === true;
    const method = verb?.changes === false && verb.message === undefined ? 'GET' : 'POST';
    if (kind === undefined || verb === undefined || call.method !== method || spelled !== route.withoutScope) {
      throw notImplemented(`${scopeName(scope, collection)}.${route.verb}`);
    }
    if (!verb.changes) return ask(call, verb, path);
    return changing(call, scope, (request) => {
      const body = verb.message === undefined ? {} : requestBody(call, verb.message);
      return writing.verb(kind, name, verb, request, { body, parameters: call.parameters });
    });
  }

  function ask(call: Call, verb: AskingVerb, path: string): Body {
    const current = store.get(path);
    if (current === undefined && verb.withoutResource !== true) throw notFound(path);
    const body = verb.message === undefined ? {} : requestBody(call, verb.message);
    return verb.answer(current, body, around, call.parameters);
  }

  function onPlaces(call: Call, { collection, name }: RouteOf<'places'>): object {
    if (call.method !== 'GET') throw notImplemented(`${call.method} ${collection}`);
    const places = implied.places(collection);
    const path = `projects/${project}/${collection}`;
    if (name === undefined) {
      return listBody(`compute#${collection.slice(0, -1)}List`, path, places, listQuery(call.parameters));
    }
    const found = places.find((place) => place.name === name);
    if (found === undefined) throw notFound(`${path}/${name}`);
    return found;
  }

  return async (call) => {
    const { route } = call;
    switch (route.type) {
      case 'project':
        if (call.method !== 'GET') throw notImplemented(`${call.method} projects`);
        return implied.project();
      case 'places':
        return onPlaces(call, route);
      case 'collection':
        return onCollection(call, route);
      case 'aggregated':
        return onAggregated(call, route);
      case 'resource':
        return onResource(call, route);
      case 'verb':
        return onVerb(call, route);
      default:
        return route satisfies never;
    }
  };
}

/** Names of resources are lower case, so this is a method of the collection. */
const QUESTION = /^list[A-Z]/;

function listKindOf(kind: Kind): string {
  return kind.listKinds?.list ?? `compute#${kind.singular}List`;
}

function scopeName({ type }: Scope, collection: string): string {
  return type === 'global' ? collection : `${type}/${collection}`;
}
