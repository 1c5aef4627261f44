// Secrets and ConfigMaps.
// May import: errors.ts, json.ts, object.ts, built-in.ts, write-schema.ts.
import { type Cause, forbiddenValue, invalidValue } from '../errors.ts';
import { objectOf, omit, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { boolean, mapOf, object, string, withDefault } from './write-schema.ts';

export const secrets = builtIn({
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  selectableFields: ['type'],
  schema: object({
    data: mapOf(string),
    stringData: mapOf(string),
    immutable: boolean,
    type: withDefault(string, 'Opaque'),
  }),
  columns: [
    { name: 'Type', type: 'string', value: '.type' },
    { name: 'Data', type: 'integer', value: entries },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  complete: foldStringData,
  check: checkSecret,
});

export const configMaps = builtIn({
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  schema: object({ data: mapOf(string), binaryData: mapOf(string), immutable: boolean }),
  columns: [
    { name: 'Data', type: 'integer', value: entries },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  check: (map, live) => checkImmutable(map, live),
});

function entries(object: KubeObject): number {
  return Object.keys(objectOf(object.data)).length + Object.keys(objectOf(object.binaryData)).length;
}

/** stringData is write-only: it lands in data as base64. */
function foldStringData(secret: KubeObject): KubeObject {
  const plain = Object.entries(objectOf(secret.stringData));
  if (secret.stringData === undefined) return secret;
  const encoded = plain.map(([key, value]) => [key, Buffer.from(textOf(value)).toString('base64')] as const);
  return {
    ...(omit(secret, 'stringData') as KubeObject),
    data: { ...objectOf(secret.data), ...Object.fromEntries(encoded) },
  };
}

function checkSecret(secret: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const causes: Cause[] = [...checkImmutable(secret, live)];
  if (live !== undefined && live.type !== secret.type) {
    causes.push(invalidValue('type', secret.type, 'field is immutable'));
  }
  for (const [key, value] of Object.entries(objectOf(secret.data))) {
    const text = textOf(value);
    if (Buffer.from(text, 'base64').toString('base64') !== text) {
      causes.push(invalidValue(`data[${key}]`, '<secret contents redacted>', 'illegal base64 data'));
    }
  }
  return causes;
}

function checkImmutable(object: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  if (live?.immutable !== true) return [];
  const same = JSON.stringify([object.data, object.binaryData]) === JSON.stringify([live.data, live.binaryData]);
  return same ? [] : [forbiddenValue('data', 'field is immutable when `immutable` is set')];
}
