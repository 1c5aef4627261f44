// The schema of metadata, the same for every kind, and the frame that a kind's own fields go into.
import type { Schema } from '../schema/schema.ts';
import { boolean, integer, keyedBy, listOf, mapOf, object, open, setOf, string } from './write-schema.ts';

const ownerReference: Schema = {
  ...object(
    {
      apiVersion: string,
      kind: string,
      name: string,
      uid: string,
      controller: boolean,
      blockOwnerDeletion: boolean,
    },
    ['apiVersion', 'kind', 'name', 'uid'],
  ),
  'x-kubernetes-map-type': 'atomic',
};

export const metadataSchema: Schema = object({
  name: string,
  generateName: string,
  namespace: string,
  uid: string,
  resourceVersion: string,
  generation: integer,
  creationTimestamp: { type: 'string', nullable: true },
  deletionTimestamp: { type: 'string', nullable: true },
  deletionGracePeriodSeconds: integer,
  selfLink: string,
  labels: mapOf(string),
  annotations: mapOf(string),
  finalizers: setOf(string),
  ownerReferences: keyedBy(['uid'], ownerReference),
  managedFields: listOf(open),
});

/** The schema of a whole object from that of its own fields. */
export function kindSchema(own: Schema): Schema {
  return {
    ...own,
    type: 'object',
    properties: { apiVersion: string, kind: string, ...own.properties, metadata: metadataSchema },
  };
}
