// Lists, pages and watches, option by option; and what a DELETE obeys.
import type { Episode, Input, Json } from '../exchange.ts';
import { inOwnNamespaces } from './own-namespace.ts';

const NS = 'reads';
const maps = `/api/v1/namespaces/${NS}/configmaps`;
const services = `/api/v1/namespaces/${NS}/services`;
const get = (path: string, accept?: string): Input => ({
  method: 'GET',
  path,
  ...(accept === undefined ? {} : { accept }),
});
const post = (name: string, metadata: Record<string, Json> = {}): Input => ({
  method: 'POST',
  path: maps,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } },
});
const drop = (path: string, body?: Json): Input => ({
  method: 'DELETE',
  path,
  ...(body === undefined ? {} : { body }),
});
const as = (kind: string, version: string): string => `application/json;as=${kind};g=meta.k8s.io;v=${version}`;

const LISTS = [
  'resourceVersionMatch=Exact',
  'resourceVersionMatch=Nope&resourceVersion=1',
  'resourceVersionMatch=Exact&resourceVersion=0',
  'resourceVersionMatch=NotOlderThan&resourceVersion=1',
  'resourceVersionMatch=NotOlderThan&resourceVersion=1&continue={{continue}}',
  'resourceVersion=99999999',
  'resourceVersion=x',
  'resourceVersion=0&limit=1',
  'sendInitialEvents=true',
  'limit=x',
  'limit=-1',
  'continue=old',
  'continue={{continue}}&resourceVersion=5',
  'continue={{continue}}&labelSelector=a',
  'fieldSelector=data.a%3D1',
  'fieldSelector=metadata.name%3Da,metadata.name!%3Db',
  ...[
    'i,',
    ',',
    'i in (a b)',
    'x/y/z=1',
    `a=${'x'.repeat(64)}`,
    'a=b=c',
    '=x',
    'a in 1',
    '!',
    'a in ()',
    'a in (1,)',
  ].map((selector) => `labelSelector=${encodeURIComponent(selector)}`),
];

const WATCHES = [
  'resourceVersion=99999999',
  'resourceVersion=x',
  'resourceVersionMatch=NotOlderThan',
  'sendInitialEvents=true',
  'sendInitialEvents=true&resourceVersionMatch=Exact',
  'sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
  'fieldSelector=metadata.name%3Da',
  'labelSelector=a%3D%3D%3Db',
];

const asked: readonly Episode[] = [
  {
    title: 'lists and pages',
    inputs: [
      post('a', { labels: { a: '1' } }),
      post('b', { labels: { a: '2' } }),
      post('c'),
      get(`${maps}?limit=2`),
      ...LISTS.map((query) => get(`${maps}?${query}`)),
      get(`${maps}?limit=1`),
      drop(`${maps}/b`),
      post('d'),
      get(`${maps}?limit=1&continue={{continue}}`),
      get(`${maps}?continue={{continue}}`),
      get(`${services}?limit=1&continue={{continue}}`),
      get(`${services}?fieldSelector=spec.nope%3D1`),
      get(`${maps}/a`, as('PartialObjectMetadata', 'v1')),
      get(maps, as('PartialObjectMetadataList', 'v1')),
      get(maps, as('PartialObjectMetadata', 'v1')),
      get(maps, as('Table', 'v1beta1')),
      get(`${maps}?includeObject=None`, as('Table', 'v1')),
      get(`${maps}?includeObject=Object`, as('Table', 'v1')),
    ],
  },
  { title: 'watches', inputs: WATCHES.map((query) => get(`${maps}?watch=true&timeoutSeconds=1&${query}`)) },
  {
    title: 'deletions',
    inputs: [
      // A body makes the query count for nothing.
      post('e'),
      drop(`${maps}/e?dryRun=All`, {}),
      get(`${maps}/e`),
      post('f'),
      drop(`${maps}/f?dryRun=All`),
      drop(`${maps}/f?propagationPolicy=Nope`),
      drop(`${maps}/f`, { propagationPolicy: 'Nope' }),
      drop(`${maps}/f`, { preconditions: { uid: 'u' } }),
      drop(`${maps}/f`, { preconditions: { resourceVersion: '1' } }),
      drop(`${maps}/f`, { propagationPolicy: 'Foreground' }),
      post('f'),
      drop(`${maps}/f`, { propagationPolicy: 'Orphan' }),
      post('g', { finalizers: ['x.org/hold'] }),
      drop(`${maps}/g`),
      drop(`${maps}/g`),
      post('g'),
      drop(`${maps}/none`),
      drop(`/api/v1/namespaces/${NS}?dryRun=All`),
      drop(`/api/v1/namespaces/${NS}`, { preconditions: { uid: 'u' } }),
      drop('/api/v1/namespaces/default?dryRun=All'),
    ],
  },
];

export const readEpisodes = inOwnNamespaces(NS, asked);
