// ConfigMaps and Secrets.
import type { Kind } from './kind.ts';

const immutable = { at: 'immutable', good: [false, true] };

export const configMap: Kind = {
  title: 'config maps',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  custom: false,
  hasStatus: false,
  base: {},
  fields: [
    {
      at: 'data',
      good: [{ a: '1' }, { a: '2', b: 'x' }, { 'a.b-C_1': '' }],
      bad: [{}, { 'a b': 'x' }, { a: null }, { a: 1 }, 'x', null, { '..': 'x' }],
    },
    { at: 'binaryData', good: [{ z: 'eHl6' }, { y: '' }], bad: [{}, { z: 'no base64!' }, { a: 'eHl6' }, null] },
    immutable,
    { at: 'nope', good: ['unknown'], bad: [] },
  ],
  status: [],
  selectable: [],
};

export const secret: Kind = {
  title: 'secrets',
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  custom: false,
  hasStatus: false,
  base: {},
  fields: [
    {
      at: 'data',
      good: [{ a: 'MQ==' }, { a: 'Mg==', b: '' }],
      bad: [{}, { a: 'no base64!' }, { 'a b': 'MQ==' }, { a: null }, { a: 1 }, null],
    },
    { at: 'stringData', good: [{ a: '1' }, { c: 'x' }, {}], bad: [{ 'a b': 'x' }, { a: null }, null] },
    {
      at: 'type',
      good: ['Opaque', 'x.org/own', ''],
      bad: [
        'kubernetes.io/tls',
        'kubernetes.io/basic-auth',
        'kubernetes.io/dockerconfigjson',
        'kubernetes.io/ssh-auth',
        null,
        1,
      ],
    },
    immutable,
  ],
  status: [],
  selectable: ['type'],
};
