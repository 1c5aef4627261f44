// EndpointSlices (discovery.k8s.io/v1): endpoints and ports are atomic lists, the address type never changes.
import { isIPv4, isIPv6 } from 'node:net';
import { type Cause, duplicateValue, invalidValue, required, tooMany, unsupportedValue } from '../errors.ts';
import { type JsonObject, equal, listOf, objectOf, omit, stringOf, textOf } from '../json.ts';
import { qualifiedNameFaults } from '../metadata-rules.ts';
import { formFaults } from '../name-rules.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import {
  always,
  atomicMapOf,
  boolean,
  integer,
  arrayOf,
  object,
  objectReference,
  pointer,
  setOf,
  string,
} from './write-schema.ts';

const named = object({ name: always(string, '') });
const endpoint = object({
  addresses: always(setOf(string), null),
  conditions: always(object({ ready: pointer(boolean), serving: pointer(boolean), terminating: pointer(boolean) }), {}),
  hostname: pointer(string),
  targetRef: objectReference,
  deprecatedTopology: atomicMapOf(string),
  nodeName: pointer(string),
  zone: pointer(string),
  hints: object({ forZones: arrayOf(named), forNodes: arrayOf(named) }),
});

const port = object({
  name: pointer(string),
  protocol: pointer(string),
  port: pointer(integer),
  appProtocol: pointer(string),
});

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TYPES = ['FQDN', 'IPv4', 'IPv6'];

export const endpointSlices = builtIn({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  hasGeneration: true,
  schema: object({
    addressType: always(string, ''),
    endpoints: always(arrayOf(endpoint), null),
    ports: always(arrayOf(port), null),
  }),
  columns: [
    { name: 'AddressType', type: 'string', value: '.addressType' },
    { name: 'Ports', type: 'string', value: printedPorts },
    { name: 'Endpoints', type: 'string', value: printedEndpoints },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  defaults: (slice) => ({
    ...slice,
    ports:
      slice.ports === null ? null : listOf(slice.ports).map((p) => ({ name: '', protocol: 'TCP', ...objectOf(p) })),
  }),
  // Stored without lists that are empty.
  complete: (slice) => ({
    ...slice,
    endpoints:
      listOf(slice.endpoints).length === 0
        ? null
        : listOf(slice.endpoints).map((one) => omit(objectOf(one), 'deprecatedTopology')),
    ports: listOf(slice.ports).length === 0 ? null : slice.ports,
  }),
  check,
  warnings: ({ addressType }, live) =>
    live === undefined && addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [],
});

function printedPorts(slice: KubeObject): string {
  const ports = listOf(slice.ports).map(objectOf);
  return ports.map(({ port, name }) => textOf(port ?? name ?? '*')).join(',') || '<unset>';
}

function printedEndpoints(slice: KubeObject): string {
  const addresses = listOf(slice.endpoints).flatMap((e) => listOf(objectOf(e).addresses).map(String));
  if (addresses.length === 0) return '<unset>';
  const more = addresses.length - 3;
  return more > 0 ? `${addresses.slice(0, 3).join(',')} + ${more} more...` : addresses.join(',');
}

/** Source: Kubernetes, pkg/apis/discovery/validation. */
function check(slice: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const causes: Cause[] = [];
  const type = textOf(slice.addressType);
  if (type === '') causes.push(required('addressType'));
  else if (!TYPES.includes(type)) causes.push(unsupportedValue('addressType', type, TYPES));
  if (live !== undefined && live.addressType !== type) {
    causes.push(invalidValue('addressType', type, 'field is immutable'));
  }
  const endpoints = listOf(slice.endpoints).map(objectOf);
  if (endpoints.length > 1000) causes.push(tooMany('endpoints', endpoints.length, 1000));
  // What was taken once is not looked at again.
  if (live === undefined || !equal(slice.endpoints, live.endpoints)) {
    for (const [index, one] of endpoints.entries()) causes.push(...endpointFaults(one, type, `endpoints[${index}]`));
  }
  return [...causes, ...portFaults(listOf(slice.ports).map(objectOf))];
}

function endpointFaults(one: JsonObject, type: string, at: string): readonly Cause[] {
  const causes: Cause[] = [];
  const addresses = listOf(one.addresses).map(textOf);
  if (addresses.length === 0) causes.push(required(`${at}.addresses`, 'must contain at least 1 address'));
  for (const [index, address] of addresses.entries()) {
    causes.push(...addressFaults(address, type, `${at}.addresses`, index));
  }
  const { nodeName, hostname, deprecatedTopology } = one;
  if (typeof nodeName === 'string') causes.push(...formFaults(nodeName, 'subdomain', `${at}.nodeName`));
  if (typeof hostname === 'string') causes.push(...formFaults(hostname, 'label', `${at}.hostname`));
  if (objectOf(deprecatedTopology)['topology.kubernetes.io/zone'] !== undefined) {
    const where = `${at}.deprecatedTopology.topology.kubernetes.io/zone`;
    causes.push(invalidValue(where, 'topology.kubernetes.io/zone', 'deprecated topology key cannot be set'));
  }
  return causes;
}

function addressFaults(address: string, type: string, list: string, index: number): readonly Cause[] {
  const at = `${list}[${index}]`;
  if (type === 'FQDN') return formFaults(address, 'subdomain', at);
  if (!isIPv4(address) && !isIPv6(address)) return [invalidValue(at, address, 'must be a valid IP address')];
  if (type === 'IPv4' && !isIPv4(address)) return [invalidValue(list, address, 'must be an IPv4 address')];
  if (type === 'IPv6' && !isIPv6(address)) return [invalidValue(list, address, 'must be an IPv6 address')];
  const isLocal = /^(127\.|169\.254\.|224\.0\.0\.|0\.0\.0\.0$)/u.test(address);
  return isLocal ? [invalidValue(at, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')] : [];
}

function portFaults(ports: readonly JsonObject[]): readonly Cause[] {
  const causes: Cause[] = [];
  const names = new Set<string>();
  for (const [index, one] of ports.entries()) {
    const at = `ports[${index}]`;
    const name = stringOf(one.name) ?? '';
    if (name !== '') causes.push(...formFaults(name, 'label', `${at}.name`));
    if (names.has(name)) causes.push(duplicateValue(`${at}.name`, name));
    names.add(name);
    const protocol = textOf(one.protocol);
    if (!PROTOCOLS.includes(protocol)) causes.push(unsupportedValue(`${at}.protocol`, protocol, PROTOCOLS));
    if (typeof one.appProtocol === 'string') causes.push(...qualifiedNameFaults(one.appProtocol, `${at}.appProtocol`));
  }
  return causes;
}
