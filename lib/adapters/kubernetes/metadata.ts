// Objects of which only the metadata is read: what they hold never comes here. Source: Kubernetes API concepts,
// "Metadata-only fetches".
import { type JsonObject, objectAt } from '../../core/index.ts';
import type { ClusterApi, ClusterKindDefinition } from '../../model/index.ts';
import { apiVersionOf } from './paths.ts';

export interface AnswerForm {
  readonly object?: string;
  readonly list?: string;
  /** An answer as it is handed on. */
  readonly shown: (api: ClusterApi, body: JsonObject) => JsonObject;
}

export const WHOLE: AnswerForm = { shown: (_api, body) => body };

const METADATA: AnswerForm = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  // Also of a server that answered more than it was asked for.
  shown: (api, body) => ({ apiVersion: apiVersionOf(api), kind: api.kind, metadata: objectAt(body, 'metadata') }),
};

export function formOf({ observed }: ClusterKindDefinition): AnswerForm {
  return observed?.as === undefined ? WHOLE : METADATA;
}
