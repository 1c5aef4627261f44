// Secrets and ConfigMaps.
import { type Cause, forbiddenValue, invalidValue, required } from '../errors.ts';
import { type Json, equal, isObject, objectOf, omit, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { boolean, mapOf, object, pointer, string, withDefault } from './write-schema.ts';

const FILE_NAME = /^[-._a-zA-Z0-9]+$/u;
// MaxSecretSize, which holds for ConfigMaps, too.
const LARGEST = 1024 * 1024;
const bytes = { ...string, format: 'byte' };

export const secrets = builtIn({
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  selectableFields: ['type'],
  schema: object({
    data: mapOf(bytes),
    stringData: mapOf(string),
    immutable: pointer(boolean),
    type: withDefault(string, 'Opaque'),
  }),
  columns: [
    { name: 'Type', type: 'string', value: '.type' },
    { name: 'Data', type: 'string', value: entries },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  defaults: foldStringData,
  check: checkSecret,
  warnings: tlsWarnings,
});

export const configMaps = builtIn({
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  schema: object({ data: mapOf(string), binaryData: mapOf(bytes), immutable: pointer(boolean) }),
  columns: [
    { name: 'Data', type: 'string', value: entries },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  check: (map, live) => [
    ...immutableFaults(map, live, ['data', 'binaryData']),
    ...Object.keys(objectOf(map.binaryData))
      .filter((key) => objectOf(map.data)[key] !== undefined)
      .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keyAndSizeFaults(map, { data: 'utf8', binaryData: 'base64' }),
  ],
});

function entries(object: KubeObject): number {
  return Object.keys(objectOf(object.data)).length + Object.keys(objectOf(object.binaryData)).length;
}

/** stringData is write-only: it lands in data as base64. */
function foldStringData(secret: KubeObject): KubeObject {
  if (secret.stringData === undefined) return secret;
  const plain = Object.entries(objectOf(secret.stringData));
  const encoded = plain.map(([key, value]) => [key, Buffer.from(textOf(value)).toString('base64')] as const);
  const data = { ...objectOf(secret.data), ...Object.fromEntries(encoded) };
  return { ...(omit(secret, 'stringData') as KubeObject), ...(plain.length === 0 ? {} : { data }) };
}

/** What each type of Secret must have. Source: ValidateSecret. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function checkSecret(secret: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const causes: Cause[] = [...immutableFaults(secret, live, ['data']), ...keyAndSizeFaults(secret, { data: 'base64' })];
  if (live !== undefined && live.type !== secret.type) {
    causes.push(invalidValue('type', secret.type, 'field is immutable'));
  }
  const data = objectOf(secret.data);
  const type = textOf(secret.type);
  for (const key of NEEDED[type] ?? []) {
    if (data[key] === undefined || (data[key] === '' && !type.endsWith('tls'))) causes.push(required(`data[${key}]`));
    else if (type.includes('docker') && !isJson(data[key])) {
      causes.push(invalidValue(`data[${key}]`, '<secret contents redacted>', 'must be JSON'));
    }
  }
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    causes.push(required('data[username]'), required('data[password]'));
  }
  return causes;
}

function isJson(value: Json): boolean {
  try {
    return isObject(JSON.parse(Buffer.from(textOf(value), 'base64').toString()) as Json);
  } catch {
    return false;
  }
}

function tlsWarnings({ type, data }: KubeObject): readonly string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const { 'tls.crt': certificate = '', 'tls.key': key = '' } = objectOf(data);
  const isPem = [certificate, key].every((text) => Buffer.from(textOf(text), 'base64').includes('-----BEGIN '));
  return isPem ? [] : ['tls: failed to find any PEM data in certificate input'];
}

/** Keys are file names; all values together stay below the limit. `members`: how each one is written. */
function keyAndSizeFaults(object: KubeObject, members: Readonly<Record<string, 'utf8' | 'base64'>>): readonly Cause[] {
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
    causes.push({
      reason: 'FieldValueTooLong',
      message,
      field: 'data' in members && 'binaryData' in members ? '' : 'data',
    });
  }
  return causes;
}

function immutableFaults(
  object: KubeObject,
  live: KubeObject | undefined,
  members: readonly string[],
): readonly Cause[] {
  if (live?.immutable !== true) return [];
  const why = 'field is immutable when `immutable` is set';
  const changed = members.filter((member) => !equal(objectOf(object[member]), objectOf(live[member])));
  const released = object.immutable === true ? [] : ['immutable'];
  return [...released, ...changed].map((field) => forbiddenValue(field, why));
}
