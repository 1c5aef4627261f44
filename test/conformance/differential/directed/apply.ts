// Server-side apply, input by input: what is owned, what conflicts, in which order faults are told.
import { APPLY, type Episode, type Input, type Json, MERGE } from '../exchange.ts';
import { inOwnNamespaces } from './own-namespace.ts';

const NS = 'apply';
const services = `/api/v1/namespaces/${NS}/services`;
const maps = `/api/v1/namespaces/${NS}/configmaps`;
const sorts = `/apis/example.org/v1/namespaces/${NS}/sorts`;
const configs = `/apis/cloud.google.com/v1/namespaces/${NS}/backendconfigs`;

type Own = Record<string, Json>;
const service = (name: string, spec: Own, metadata: Own = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});
const configMap = (name: string, data: Own, metadata: Own = {}): Json => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
const sort = (name: string, spec: Own, metadata: Own = {}): Json => ({
  apiVersion: 'example.org/v1',
  kind: 'Sort',
  metadata: { name, ...metadata },
  spec,
});
const config = (spec: Own): Json => ({
  apiVersion: 'cloud.google.com/v1',
  kind: 'BackendConfig',
  metadata: { name: 'one' },
  spec,
});
const apply = (path: string, body: Json, manager = 'one', query = ''): Input => ({
  method: 'PATCH',
  path: `${path}?fieldManager=${manager}${query}`,
  type: APPLY,
  body,
});
const merge = (path: string, body: Json, manager = 'editor'): Input => ({
  method: 'PATCH',
  path: `${path}?fieldManager=${manager}`,
  type: MERGE,
  body,
});

const asked: readonly Episode[] = [
  {
    title: 'a Service by two appliers and an editor',
    inputs: [
      apply(`${services}/a`, service('a', { ports: [{ port: 80, name: 'http' }], selector: { app: 'a' } })),
      apply(`${services}/a`, service('a', { ports: [{ port: 80, name: 'http' }], selector: { app: 'a' } }), 'two'),
      apply(`${services}/a`, service('a', { ports: [{ port: 81, name: 'other' }] }), 'two'),
      apply(`${services}/a`, service('a', { selector: { app: 'b' } }), 'two'),
      apply(`${services}/a`, service('a', { selector: { app: 'b' } }), 'two', '&force=true'),
      merge(`${services}/a`, { spec: { selector: { app: 'c' } } }),
      apply(`${services}/a`, service('a', { ports: [{ port: 80, name: 'http' }], selector: { app: 'a' } })),
      apply(
        `${services}/a`,
        service('a', { ports: [{ port: 80, targetPort: null }], selector: null }),
        'three',
        '&force=true',
      ),
      apply(`${services}/a/status`, service('a', {}, { labels: { a: '1' } }), 'controller'),
    ],
  },
  {
    title: 'what names and versions an applied object may have',
    inputs: [
      apply(`${maps}/a`, configMap('a', {}, { resourceVersion: '1' })),
      apply(`${maps}/b`, configMap('b', {}, { uid: 'u' })),
      apply(`${maps}/a`, configMap('a', { k: 'v' }, { uid: 'u' })),
      apply(`${maps}/a`, configMap('a', { k: 'v' }, { resourceVersion: '1' })),
      apply(`${maps}/a`, configMap('a', { k: 'v' }, { resourceVersion: `{{version ${maps}/a}}` })),
      apply(`${maps}/a`, configMap('a', { k: 'w' }, { resourceVersion: '1' }), 'two'),
      apply(`${maps}/a`, configMap('a', { k: 1 }, { resourceVersion: '1' }), 'two'),
      apply(`${maps}/c`, configMap('c', {}, { generateName: 'made-', labels: { a: null } })),
      apply(`${maps}/c`, configMap('other', {})),
      apply(`${maps}/c`, configMap('c', {}, { namespace: 'other' })),
      apply(`${maps}/c`, configMap('c', {}, { managedFields: [] })),
      { method: 'PATCH', path: `${maps}/c`, type: APPLY, body: configMap('c', {}) },
      merge(`${maps}/c`, { metadata: { managedFields: [] } }),
      apply(`${maps}/c`, configMap('c', { k: 'v' })),
      merge(`${maps}/c`, { metadata: { managedFields: [{}] } }),
    ],
  },
  {
    // Case 83: what a mapping becomes that loses its last member.
    title: 'an emptied mapping',
    inputs: [
      apply(`${configs}/one`, config({ logging: { enable: true }, timeoutSec: 30 })),
      apply(`${configs}/one`, config({ logging: {}, timeoutSec: 30 })),
      apply(`${configs}/one`, config({ timeoutSec: 30 })),
      apply(`${configs}/one`, config({ logging: {}, timeoutSec: 30 })),
      apply(`${configs}/one`, config({})),
    ],
  },
  {
    title: 'a custom object by two appliers',
    inputs: [
      apply(
        `${sorts}/a`,
        sort('a', { set: ['x'], keyed: [{ name: 'a' }, { name: 'b', value: '1' }], open: { x: { y: 1 } } }),
      ),
      apply(`${sorts}/a`, sort('a', { set: ['y'], keyed: [{ name: 'c' }] }), 'two'),
      apply(`${sorts}/a`, sort('a', { set: ['x'], keyed: [{ name: 'b', value: '2' }] }), 'two'),
      apply(`${sorts}/a`, sort('a', { keyed: [{ name: 'b', value: '1' }] })),
      apply(`${sorts}/a`, sort('a', { keyed: [{ name: 'b' }, { name: 'b' }] })),
      apply(`${sorts}/a`, sort('a', { nope: 1 })),
      apply(`${sorts}/a`, sort('a', { count: 'x' })),
      apply(`${sorts}/a`, sort('a', { count: 99 })),
      apply(
        `${sorts}/a/status`,
        { ...(sort('a', {}, { labels: { a: '1' } }) as object), status: { text: 'x' } },
        'controller',
      ),
      merge(`${sorts}/a`, { spec: { list: null, note: null, word: null } }),
      { method: 'POST', path: sorts, body: sort('b', { list: null, map: { a: null }, note: null, word: null }) },
      { method: 'PUT', path: `${sorts}/b`, body: sort('b', { text: 'b' }) },
      {
        method: 'PUT',
        path: `${sorts}/b`,
        body: sort('b', { text: 'b' }, { resourceVersion: `{{version ${sorts}/b}}` }),
      },
    ],
  },
];

export const applyEpisodes = inOwnNamespaces(NS, asked);
