// The schema of metadata, the same for every kind, and the frame that a kind's own fields go into.
import type { Schema } from '../schema/schema.ts';
import {
  always,
  boolean,
  integer,
  keyedBy,
  arrayOf,
  mapOf,
  object,
  open,
  pointer,
  setOf,
  string,
} from './write-schema.ts';

const ownerReference: Schema = {
  ...object({
    apiVersion: always(string, ''),
    kind: always(string, ''),
    name: always(string, ''),
    uid: always(string, ''),
    controller: pointer(boolean),
    blockOwnerDeletion: pointer(boolean),
  }),
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
  deletionGracePeriodSeconds: pointer(integer),
  selfLink: string,
  labels: mapOf(string),
  annotations: mapOf(string),
  finalizers: setOf(string),
  ownerReferences: keyedBy(['uid'], ownerReference),
  managedFields: arrayOf(open),
});

/** The schema of a whole object from that of its own fields. */
export function kindSchema(own: Schema): Schema {
  return {
    ...own,
    type: 'object',
    properties: { apiVersion: string, kind: string, ...own.properties, metadata: metadataSchema },
  };
}
