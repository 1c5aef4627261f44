// Custom kinds: one with a field of every sort, and those of the config clusters as this repository ships them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../exchange.ts';
import type { Kind } from './kind.ts';

const FOLDER = join(import.meta.dirname, '../../../../schemas/crds');

/** A field of every sort that a structural schema has, with defaults, limits and rules of merging. */
export const everySort: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'sorts.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { plural: 'sorts', kind: 'Sort', listKind: 'SortList', singular: 'sort' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Text', type: 'string', jsonPath: '.spec.text' }],
        selectableFields: [{ jsonPath: '.spec.text' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  text: { type: 'string', maxLength: 5, pattern: '^[a-z]*$' },
                  word: { type: 'string', enum: ['A', 'B'], default: 'A' },
                  count: { type: 'integer', minimum: 0, maximum: 9 },
                  share: { type: 'number' },
                  on: { type: 'boolean' },
                  note: { type: 'string', nullable: true },
                  port: { 'x-kubernetes-int-or-string': true },
                  time: { type: 'string', format: 'date-time' },
                  open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  map: { type: 'object', additionalProperties: { type: 'string' } },
                  nested: {
                    type: 'object',
                    properties: {
                      a: { type: 'string' },
                      b: { type: 'object', properties: { c: { type: 'integer', default: 1 } } },
                    },
                  },
                  whole: {
                    type: 'object',
                    'x-kubernetes-map-type': 'atomic',
                    additionalProperties: { type: 'string' },
                  },
                  list: { type: 'array', items: { type: 'string' } },
                  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
                  keyed: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, value: { type: 'string' } },
                    },
                  },
                },
              },
              status: {
                type: 'object',
                properties: { text: { type: 'string' }, list: { type: 'array', items: { type: 'string' } } },
              },
            },
          },
        },
      },
    ],
  },
};

function shipped(file: string): JsonObject {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as JsonObject;
}

/** Everything that must be defined before the first episode. */
export const definitions: readonly JsonObject[] = [everySort, ...readdirSync(FOLDER).sort().map(shipped)];

const custom = { namespaced: true, custom: true, selectable: [] } as const;

export const sort: Kind = {
  ...custom,
  title: 'a custom kind with a field of every sort',
  apiVersion: 'example.org/v1',
  kind: 'Sort',
  plural: 'sorts',
  hasStatus: true,
  base: {},
  selectable: ['spec.text'],
  fields: [
    { at: 'spec/text', good: ['a', 'abc', ''], bad: ['toolong', 'A', null, 1] },
    { at: 'spec/word', good: ['A', 'B'], bad: ['C', null] },
    { at: 'spec/count', good: [0, 3], bad: [10, -1, 1.5, '1', null] },
    { at: 'spec/share', good: [0.5, 1], bad: ['x', null] },
    { at: 'spec/on', good: [true, false], bad: ['true', null] },
    { at: 'spec/note', good: ['x', null], bad: [1] },
    { at: 'spec/port', good: [80, 'http'], bad: [true, null, 1.5] },
    { at: 'spec/time', good: ['2026-01-01T00:00:00Z'], bad: ['x', null] },
    { at: 'spec/open', good: [{ x: { y: [1] } }, { x: null }, {}], bad: ['x', null] },
    { at: 'spec/map', good: [{ a: '1' }, { b: '2' }, {}], bad: [{ a: null }, { a: 1 }, null] },
    {
      at: 'spec/nested',
      good: [{ a: 'x' }, { b: {} }, { a: 'y', b: { c: 2 } }, {}],
      bad: [{ x: 1 }, null, { b: null }],
    },
    { at: 'spec/whole', good: [{ a: '1' }, { b: '2' }, {}], bad: [{ a: null }, null] },
    { at: 'spec/list', good: [['a'], ['a', 'b'], []], bad: [[1], null, [null]] },
    { at: 'spec/set', good: [['a'], ['b', 'c'], []], bad: [['a', 'a'], null] },
    {
      at: 'spec/keyed',
      good: [[{ name: 'a' }], [{ name: 'b', value: 'x' }, { name: 'a' }], [{ name: 'a', value: 'y' }], []],
      bad: [[{ name: 'a' }, { name: 'a' }], [{ value: 'x' }], null],
    },
    { at: 'spec/nope', good: [], bad: [1] },
  ],
  status: [
    { at: 'status/text', good: ['x', 'y'], bad: [1, null] },
    { at: 'status/list', good: [['a'], []], bad: [null] },
  ],
};

export const backendConfig: Kind = {
  ...custom,
  title: 'BackendConfigs',
  apiVersion: 'cloud.google.com/v1',
  kind: 'BackendConfig',
  plural: 'backendconfigs',
  hasStatus: false,
  base: { spec: {} },
  fields: [
    { at: 'spec', good: [{}], bad: [null] },
    { at: 'spec/timeoutSec', good: [30, 40], bad: ['x', null] },
    {
      at: 'spec/logging',
      good: [{ enable: true }, { enable: true, sampleRate: 0.5 }, {}],
      bad: [null, { enable: 'x' }],
    },
    { at: 'spec/connectionDraining', good: [{ drainingTimeoutSec: 30 }, {}], bad: [] },
    { at: 'spec/sessionAffinity', good: [{ affinityType: 'CLIENT_IP' }, {}], bad: [{ affinityType: 1 }] },
    { at: 'spec/healthCheck', good: [{ requestPath: '/', port: 80 }, {}], bad: [{ port: 'x' }] },
    {
      at: 'spec/cdn',
      good: [
        { enabled: true, cachePolicy: {} },
        { enabled: false },
        { enabled: true, cachePolicy: { includeHost: true } },
      ],
      bad: [{}],
    },
  ],
  status: [],
};

export const multiClusterService: Kind = {
  ...custom,
  title: 'MultiClusterServices',
  apiVersion: 'networking.gke.io/v1',
  kind: 'MultiClusterService',
  plural: 'multiclusterservices',
  hasStatus: true,
  base: { spec: { template: { spec: { selector: { app: 'a' }, ports: [{ port: 80 }] } } } },
  fields: [
    { at: 'spec/template/spec', good: [{}, { selector: { app: 'b' }, ports: [{ port: 80 }] }], bad: [null] },
    {
      at: 'spec/template/spec/ports',
      good: [
        [{ port: 80, name: 'http', targetPort: 'web' }],
        [
          { port: 80, name: 'a' },
          { port: 81, name: 'b', protocol: 'TCP' },
        ],
        [],
      ],
      bad: [[{}], null, [{ port: 'x' }]],
    },
    { at: 'spec/template/spec/selector', good: [{ app: 'c' }, {}], bad: [{ a: null }, { a: 1 }] },
    { at: 'spec/clusters', good: [[{ link: 'us-west1/a' }], []], bad: [[{}], null] },
  ],
  status: [],
};

export const multiClusterIngress: Kind = {
  ...custom,
  title: 'MultiClusterIngresses',
  apiVersion: 'networking.gke.io/v1',
  kind: 'MultiClusterIngress',
  plural: 'multiclusteringresses',
  hasStatus: true,
  base: { spec: { template: { spec: { backend: { serviceName: 'a', servicePort: 80 } } } } },
  fields: [
    { at: 'spec/template/spec', good: [{}, { backend: { serviceName: 'b', servicePort: 'http' } }], bad: [null] },
    {
      at: 'spec/template/spec/rules',
      good: [[{ host: 'a.b', http: { paths: [{ path: '/x', backend: { serviceName: 'a', servicePort: 80 } }] } }], []],
      bad: [[{ host: 1 }], null],
    },
    { at: 'spec/template/spec/tls', good: [[{ secretName: 's' }]], bad: [[{ nope: 1 }]] },
  ],
  status: [{ at: 'status/VIP', good: ['192.0.2.1'], bad: [1, null] }],
};

export const serviceExport: Kind = {
  ...custom,
  title: 'ServiceExports',
  apiVersion: 'net.gke.io/v1',
  kind: 'ServiceExport',
  plural: 'serviceexports',
  hasStatus: true,
  base: {},
  fields: [{ at: 'spec', good: [], bad: [{ x: 1 }, {}] }],
  status: [],
};
