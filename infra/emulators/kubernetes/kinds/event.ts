// Events: stored and listed as written; they never expire here.
import { builtIn } from './built-in.ts';
import { integer, object, objectReference, open, string } from './write-schema.ts';

export const events = builtIn({
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  createOnPut: true,
  selectableFields: [
    'involvedObject.apiVersion',
    'involvedObject.fieldPath',
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.resourceVersion',
    'involvedObject.uid',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  schema: object({
    involvedObject: objectReference,
    reason: string,
    message: string,
    source: object({ component: string, host: string }),
    firstTimestamp: { type: 'string', nullable: true },
    lastTimestamp: { type: 'string', nullable: true },
    eventTime: { type: 'string', nullable: true },
    count: integer,
    type: string,
    action: string,
    series: open,
    related: objectReference,
    reportingComponent: string,
    reportingInstance: string,
  }),
  columns: [
    { name: 'Last Seen', type: 'date', value: '.lastTimestamp' },
    { name: 'Type', type: 'string', value: '.type' },
    { name: 'Reason', type: 'string', value: '.reason' },
    { name: 'Object', type: 'string', value: '.involvedObject.name' },
    { name: 'Message', type: 'string', value: '.message' },
  ],
});
