// What built-in kinds do of their own, input by input: what the made-up requests meet only now and then.
import { APPLY, type Episode, type Input, type Json, STRATEGIC } from '../exchange.ts';
import { inOwnNamespaces } from './own-namespace.ts';

type Own = Record<string, Json>;

const NS = 'built-in';
const services = `/api/v1/namespaces/${NS}/services`;
const pods = `/api/v1/namespaces/${NS}/pods`;
const slices = `/apis/discovery.k8s.io/v1/namespaces/${NS}/endpointslices`;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const service = (name: string, own: Own): Json => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, ...own });
const pod = (name: string, own: Own = {}, metadata: Own = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [{ name: 'c', image: 'i' }] },
  ...own,
});
const slice = (name: string, own: Own): Json => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: { name },
  endpoints: [{ addresses: ['192.0.2.1'] }],
  ports: [{ port: 80 }],
  ...own,
});
const post = (path: string, body: Json): Input => ({ method: 'POST', path, body });
const put = (path: string, body: Json): Input => ({ method: 'PUT', path, body });
const patch = (path: string, type: string, body: Json): Input => ({
  method: 'PATCH',
  path: `${path}?fieldManager=one`,
  type,
  body,
});
const status = {
  conditions: [{ type: 'A', status: 'True', reason: 'R', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }],
};

const asked: readonly Episode[] = [
  {
    title: 'a Service that is made through its status',
    inputs: [
      put(`${services}/a/status`, service('a', { spec: { ports: [{ port: 80 }] }, status })),
      patch(`${services}/a/status`, STRATEGIC, { status: { loadBalancer: {} } }),
      patch(`${services}/a`, APPLY, service('a', { spec: { ports: [{ port: 80 }], selector: { app: 'a' } } })),
    ],
  },
  {
    title: 'a headless Service of two families that gets a selector',
    inputs: [
      patch(
        `${services}/b`,
        APPLY,
        service('b', { spec: { clusterIP: 'None', ipFamilyPolicy: 'PreferDualStack', ports: [{ port: 80 }] } }),
      ),
      patch(`${services}/b`, STRATEGIC, { spec: { selector: { app: 'b' } } }),
      patch(`${services}/b`, STRATEGIC, { spec: { selector: { app: 'b c' } } }),
      patch(`${services}/b`, STRATEGIC, { spec: { externalIPs: ['192.0.2.1'] } }),
      patch(`${services}/b`, STRATEGIC, { spec: { type: 'Nope' } }),
      post(services, service('', { spec: { ports: [{ port: 80 }] } })),
    ],
  },
  {
    title: 'the order of items that a strategic merge patch names',
    inputs: [
      post(services, service('c', { spec: { ports: [{ port: 80 }] } })),
      patch(`${services}/c`, STRATEGIC, {
        spec: {
          ports: [
            { port: 80, name: 'a' },
            { port: 81, name: 'b' },
          ],
        },
      }),
      patch(`${services}/c`, STRATEGIC, {
        spec: {
          ports: [
            { port: 82, name: 'c' },
            { port: 80, name: 'd' },
          ],
        },
      }),
      patch(`${services}/c`, STRATEGIC, {
        spec: {
          ports: [
            { port: 81, $patch: 'delete' },
            { port: 83, name: 'e' },
          ],
        },
      }),
    ],
  },
  {
    title: 'items that are applied without their keys',
    inputs: [
      patch(`${services}/d`, APPLY, service('d', { spec: { ports: [{ name: 'a' }] } })),
      post(pods, pod('d')),
      patch(`${pods}/d`, APPLY, pod('d', { spec: { containers: [{ image: 'i' }] } })),
      patch(`${pods}/d`, STRATEGIC, { spec: { $patch: 'replace', containers: [{ name: 'c' }] } }),
    ],
  },
  {
    title: 'names and owners of pods',
    inputs: [
      post(pods, pod('a'.repeat(64))),
      post(pods, pod(`${'a'.repeat(64)}.b`)),
      post(pods, pod('e', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: '1' }] })),
      put(`${pods}/e/status`, pod('e', { status: { phase: 'Running' } })),
      { method: 'DELETE', path: `${pods}/e?propagationPolicy=Orphan` },
      { method: 'DELETE', path: `${pods}/e?propagationPolicy=Background` },
    ],
  },
  {
    title: 'what EndpointSlices show and count',
    inputs: [
      post(slices, slice('a', { ports: [{}] })),
      post(slices, slice('b', { ports: [{}, { port: 80, name: 'b' }] })),
      post(slices, slice('c', { addressType: 'FQDN', endpoints: [{ addresses: ['a.b'] }] })),
      put(`${slices}/c`, slice('c', { addressType: 'FQDN', endpoints: [{ addresses: ['a.c'] }] })),
      put(
        `${slices}/a`,
        slice('a', { ports: [{}], endpoints: [{ addresses: ['192.0.2.1'], deprecatedTopology: { a: 'b' } }] }),
      ),
      { method: 'GET', path: slices, accept: TABLE },
    ],
  },
  {
    title: 'an apply that asks for nothing that is stored',
    inputs: [
      post(slices, slice('d', {})),
      patch(`${slices}/d`, APPLY, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        addressType: 'IPv4',
        metadata: { name: 'd' },
      }),
      patch(`${slices}/d`, APPLY, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        addressType: 'IPv4',
        metadata: { name: 'd', finalizers: [] },
      }),
    ],
  },
  {
    title: 'items that are merged without their keys',
    inputs: [
      post(services, service('e', { spec: { ports: [{ port: 80 }] } })),
      patch(`${services}/e`, STRATEGIC, { spec: { ports: [{ name: 'a' }] } }),
      patch(`${services}/e`, STRATEGIC, { spec: { ports: [{ name: 'a', $patch: 'delete' }] } }),
      patch(`${services}/e`, STRATEGIC, { spec: { ports: [{ name: 'a', $patch: 'replace' }] } }),
      post(pods, pod('f')),
      patch(`${pods}/f`, STRATEGIC, { spec: { containers: [{ image: 'j' }] } }),
    ],
  },
  {
    title: 'addresses that a Service asks for later',
    inputs: [
      put(`${services}/f/status`, service('f', { spec: { ports: [{ port: 80 }] } })),
      put(`${services}/f`, service('f', { spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1' } })),
      post(services, service('g', { spec: { ports: [{ port: 80 }] } })),
      put(`${services}/g`, service('g', { spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1' } })),
      put(`${services}/g`, service('g', { spec: { ports: [{ port: 80 }], clusterIP: '::1' }, labels: { 'a b': 'x' } })),
      patch(`${services}/g`, STRATEGIC, { metadata: { labels: { 'a b': 'x' } }, spec: { clusterIP: '::1' } }),
      patch(`${services}/h`, APPLY, service('h', { spec: { ports: [{ port: 80 }], ipFamilies: ['IPv4'] } })),
      patch(`${services}/h`, APPLY, service('h', { spec: { ports: [{ port: 80 }], clusterIP: '::1' } })),
      patch(`${services}/h`, APPLY, service('h', { spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1' } })),
      post(services, service('i', { spec: { type: 'ExternalName', externalName: 'a.b' } })),
      put(`${services}/i`, service('i', { spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1' } })),
      put(`${services}/i`, service('i', { spec: { ports: [{ port: 80 }], clusterIP: '::1' } })),
    ],
  },
  {
    title: 'how an address of a load balancer is reached',
    inputs: [
      post(services, service('j', { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } })),
      patch(`${services}/j/status`, STRATEGIC, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }),
      patch(`${services}/j/status`, STRATEGIC, {
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'Proxy' }, { hostname: 'a.b' }] } },
      }),
      patch(
        `${services}/j/status`,
        APPLY,
        service('j', { status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }] } } }),
      ),
      patch(`${services}/j`, STRATEGIC, { spec: { externalIPs: ['192.0.2.1'] } }),
      post(services, service('k', { spec: { ports: [{ port: 80 }] } })),
      patch(`${services}/k/status`, STRATEGIC, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }),
    ],
  },
];

export const builtInEpisodes = inOwnNamespaces(NS, asked);
