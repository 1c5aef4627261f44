// EndpointSlices (discovery.k8s.io/v1): endpoints and ports are atomic lists, the address type never changes.
import { type Cause, forbiddenValue, invalidValue } from '../errors.ts';
import { listOf as items, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import {
  atomicMapOf,
  boolean,
  integer,
  listOf,
  object,
  objectReference,
  oneOf,
  open,
  setOf,
  string,
  withDefault,
} from './write-schema.ts';

const endpoint = object(
  {
    addresses: setOf(string),
    conditions: object({ ready: boolean, serving: boolean, terminating: boolean }),
    hostname: string,
    targetRef: objectReference,
    deprecatedTopology: atomicMapOf(string),
    nodeName: string,
    zone: string,
    hints: open,
  },
  ['addresses'],
);

const port = object({
  name: withDefault(string, ''),
  protocol: withDefault(oneOf('TCP', 'UDP', 'SCTP'), 'TCP'),
  port: integer,
  appProtocol: string,
});

export const endpointSlices = builtIn({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  hasGeneration: true,
  schema: object({ addressType: oneOf('IPv4', 'IPv6', 'FQDN'), endpoints: listOf(endpoint), ports: listOf(port) }, [
    'addressType',
  ]),
  columns: [
    { name: 'AddressType', type: 'string', value: '.addressType' },
    { name: 'Ports', type: 'string', value: printedPorts },
    { name: 'Endpoints', type: 'string', value: printedEndpoints },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  complete: (slice) => ({ ...slice, endpoints: slice.endpoints ?? [], ports: slice.ports ?? [] }),
  check,
});

function printedPorts(slice: KubeObject): string {
  return (
    items(slice.ports)
      .map((p) => textOf(objectOf(p).port))
      .join(',') || '<unset>'
  );
}

function printedEndpoints(slice: KubeObject): string {
  return (
    items(slice.endpoints)
      .flatMap((e) => items(objectOf(e).addresses).map(String))
      .join(',') || '<unset>'
  );
}

function check(slice: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const causes: Cause[] = [];
  if (live !== undefined && live.addressType !== slice.addressType) {
    causes.push(invalidValue('addressType', slice.addressType, 'field is immutable'));
  }
  if (items(slice.endpoints).length > 1000) causes.push(forbiddenValue('endpoints', 'must have at most 1000 items'));
  return causes;
}
