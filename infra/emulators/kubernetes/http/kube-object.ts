// A body as an object of the kind that the path names.
import { badRequest } from '../errors.ts';
import { type JsonObject, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';

/** @throws ApiError 400 when the object is not of the kind that the path names */
export function kubeObject(resource: Resource, body: JsonObject): KubeObject {
  const expected = apiVersionOf(resource);
  const { apiVersion = expected, kind = resource.kind } = body;
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${textOf(apiVersion)}) does not match the expected API version (${expected})`,
    );
  }
  if (kind !== resource.kind) {
    throw badRequest(`${textOf(kind)} in version "${resource.version}" cannot be handled as a ${resource.kind}`);
  }
  const metadata = objectOf(body.metadata) as KubeObject['metadata'];
  return { ...body, apiVersion: expected, kind: resource.kind, metadata };
}
