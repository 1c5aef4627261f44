// OpenAPI v3 as far as kubectl reads it: schemas for `explain`, and which endpoints know field validation.
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from './json.ts';
import { type Resource, apiVersionOf } from './resource.ts';

/** `api/v1` or `apis/GROUP/VERSION`, the name of a group version's document. */
function documentName(resource: Resource): string {
  return `${resource.group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`;
}

/** The body of /openapi/v3: one document per group version, with a hash of its content. */
export function openApiIndex(resources: readonly Resource[]): JsonObject {
  const names = [...new Set(resources.map(documentName))];
  const paths = names.map((name): [string, Json] => {
    const content = JSON.stringify(openApiDocument(resources, name));
    const hash = createHash('sha256').update(content).digest('hex').toUpperCase();
    return [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` }];
  });
  return { paths: Object.fromEntries(paths) };
}

/** Undefined when there is no such group version. */
export function openApiDocument(resources: readonly Resource[], name: string): JsonObject | undefined {
  const members = resources.filter((resource) => documentName(resource) === name);
  if (members.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(members.flatMap(pathItems)),
    components: { schemas: Object.fromEntries(members.map((r) => [schemaName(r), schemaOf(r)])) },
  };
}

function groupVersionKind({ group, version, kind }: Resource): JsonObject {
  return { group, version, kind };
}

function schemaName(resource: Resource): string {
  const domain = resource.group === '' ? 'io.k8s.api.core' : resource.group.split('.').reverse().join('.');
  return `${domain}.${resource.version}.${resource.kind}`;
}

function schemaOf(resource: Resource): JsonObject {
  const schema = resource.schema as JsonObject;
  return { ...schema, 'x-kubernetes-group-version-kind': [groupVersionKind(resource)] };
}

function queryParameter(name: string): JsonObject {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(queryParameter);

function pathItems(resource: Resource): readonly [string, Json][] {
  const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `/${documentName(resource)}${scope}/${resource.plural}`;
  const kind = { 'x-kubernetes-group-version-kind': groupVersionKind(resource) };
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(resource)}` } } };
  const responses = { '200': { description: 'OK', content } };
  const operation = (action: string, parameters: readonly JsonObject[]): JsonObject => ({
    'x-kubernetes-action': action,
    ...kind,
    parameters,
    responses,
  });
  const item = {
    get: operation('get', []),
    put: operation('put', writeParameters),
    patch: operation('patch', [...writeParameters, queryParameter('force')]),
    delete: operation('delete', [queryParameter('dryRun')]),
  };
  return [
    [collection, { get: operation('list', []), post: operation('post', writeParameters) }],
    [`${collection}/{name}`, item],
  ];
}
