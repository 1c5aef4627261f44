// Secrets and ConfigMaps.
import { type Cause, forbiddenValue, invalidValue } from '../errors.ts';
import { objectOf, omit, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { boolean, mapOf, object, string, withDefault } from './write-schema.ts';

const FILE_NAME = /^[-._a-zA-Z0-9]+$/u;
// MaxSecretSize, which holds for ConfigMaps, too.
const LARGEST = 1024 * 1024;

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
  check: (map, live) => [
    ...checkImmutable(map, live),
    ...checkKeysAndSize(map, { data: 'utf8', binaryData: 'base64' }),
  ],
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
  const causes: Cause[] = [...checkImmutable(secret, live), ...checkKeysAndSize(secret, { data: 'base64' })];
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

/** Keys are file names; all values together stay below the limit. `members`: how each one is written. */
function checkKeysAndSize(object: KubeObject, members: Readonly<Record<string, 'utf8' | 'base64'>>): readonly Cause[] {
  const causes: Cause[] = [];
  let size = 0;
  for (const [member, encoding] of Object.entries(members)) {
    for (const [key, value] of Object.entries(objectOf(object[member]))) {
      size += Buffer.byteLength(textOf(value), encoding);
      if (FILE_NAME.test(key) && key.length <= 253 && key !== '.' && !key.startsWith('..')) continue;
      const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
      causes.push(invalidValue(`${member}[${key}]`, key, rule));
    }
  }
  if (size > LARGEST) {
    const message = `Too long: may not be more than ${LARGEST} bytes`;
    causes.push({ reason: 'FieldValueTooLong', message, field: '' });
  }
  return causes;
}

function checkImmutable(object: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  if (live?.immutable !== true) return [];
  const same = JSON.stringify([object.data, object.binaryData]) === JSON.stringify([live.data, live.binaryData]);
  return same ? [] : [forbiddenValue('data', 'field is immutable when `immutable` is set')];
}
