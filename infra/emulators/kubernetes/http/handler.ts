// The front door of one API server: open paths, identity, discovery, and the way to resources.
import type { Handler } from '../../kit/serve.ts';
import {
  aggregatedDiscovery,
  aggregatedType,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from '../discovery.ts';
import { notImplemented, unknownResource } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { unbuiltGroups, unbuiltResources } from '../kinds/index.ts';
import { openApiDocument, openApiIndex } from '../openapi.ts';
import type { Resource } from '../resource.ts';
import { type Role, requireAllowed, requireVerb, roleOf } from './access.ts';
import { mediaType } from './body.ts';
import { wantsAggregated } from './negotiate.ts';
import { type Server, serveResource } from './resource-requests.ts';
import { failure, json, pageNotFound, text, withWarnings } from './respond.ts';
import { type Target, readTarget } from './target.ts';

const version = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.5-rangelight',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

/** Answers everything that reaches the server; failures come back as `Status` bodies. */
export function createHandler(server: Server, tokens: ReadonlyMap<string, Role>): Handler {
  return async (request) => {
    const warnings: string[] = [];
    try {
      return withWarnings(await route(server, tokens, request, (text) => void warnings.push(text)), warnings);
    } catch (error) {
      return withWarnings(failure(error), warnings);
    }
  };
}

async function route(
  server: Server,
  tokens: ReadonlyMap<string, Role>,
  request: Request,
  warn: (text: string) => void,
): Promise<Response> {
  const { pathname, searchParams: query } = new URL(request.url);
  const path = pathname.replace(/\/+$/u, '');
  if (/^\/(healthz|readyz|livez)(\/ping)?$/u.test(path)) return text('ok');
  if (path === '/version') return json(version);
  const role = roleOf(request, tokens);
  const resources = server.cluster.registry.all();
  const document = discoveryAnswer(request, path, resources);
  if (document !== undefined) return document;
  const target = readTarget(path);
  if (target === undefined) return pageNotFound();
  if (target.plural === 'watch') throw notImplemented('paths below /watch; add watch=true to the collection');
  const known = resources.some((r) => r.group === target.group && r.version === target.version);
  if (!known) return unknownGroup(target);
  const resource = server.cluster.registry.find(target.group, target.version, target.plural);
  if (resource === undefined) throw unknownPlural(target);
  const { store } = server.cluster;
  requireAllowed(store, role, request.method, target, query);
  if (makes(server, resource, request, target)) requireVerb(store, role, 'create', target);
  return serveResource({ server, request, query, resource, target, warn });
}

/**
 * A PUT or an apply of what does not stand is a create as well, and has to be allowed as both. Source: apiserver
 * handlers/{patch,update}.go
 */
function makes(
  { cluster }: Server,
  resource: Resource,
  request: Request,
  { namespace, name, subresource }: Target,
): boolean {
  const mayCreate =
    request.method === 'PUT' || (request.method === 'PATCH' && mediaType(request) === 'application/apply-patch+yaml');
  if (!mayCreate || name === undefined || subresource !== undefined) return false;
  return cluster.store.get(resource, namespace, name) === undefined;
}

function unknownGroup(target: Target): Response {
  if (unbuiltGroups.has(target.group)) throw notImplemented(`the API group ${target.group}`);
  return pageNotFound();
}

function unknownPlural(target: Target): Error {
  const real = unbuiltResources[target.group]?.has(target.plural) === true;
  return real ? notImplemented(`the resource ${target.plural}`) : unknownResource();
}

/** Undefined when the path is none of discovery's or OpenAPI's. */
function discoveryAnswer(request: Request, path: string, resources: readonly Resource[]): Response | undefined {
  const openApi = /^\/openapi\/v3(?:\/(.+))?$/u.exec(path);
  if (openApi !== null) {
    return orNotFound(openApi[1] === undefined ? openApiIndex(resources) : openApiDocument(resources, openApi[1]));
  }
  if (path === '/api' || path === '/apis') {
    const core = path === '/api';
    if (!wantsAggregated(request)) return json(core ? apiVersions() : apiGroupList(resources));
    const response = json(aggregatedDiscovery(resources, core));
    response.headers.set('content-type', aggregatedType);
    return response;
  }
  const legacy = /^\/(?:api|apis\/([^/]+))(?:\/([^/]+))?$/u.exec(path);
  if (legacy === null) return undefined;
  const [, group = '', groupVersion] = legacy;
  return orNotFound(
    groupVersion === undefined ? apiGroup(resources, group) : apiResourceList(resources, group, groupVersion),
  );
}

function orNotFound(body: JsonObject | undefined): Response {
  return body === undefined ? pageNotFound() : json(body);
}
