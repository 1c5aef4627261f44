// The change that is played where a person has none: every MultiClusterService gets other ports, which replaces its
// backend services, and the ingresses follow.
import { parseAllDocuments } from 'yaml';
import type { Tree } from '../../../../../lib/core/index.ts';

type Value = null | string | number | boolean | Value[] | { [name: string]: Value };

/** As high as no manifest's own ports would be beside each other, so that no two become one. */
const FURTHER = 10_000;
const MOST = 65_535;

/** @returns the tree with other ports; files without such objects are the same. */
export function withOtherPorts(tree: Tree): Tree {
  return new Map([...tree].map(([path, file]) => [path, typeof file === 'string' ? file : changed(path, file)]));
}

function changed(path: string, bytes: Uint8Array): Uint8Array {
  if (!/\.(?:ya?ml|json)$/.test(path)) return bytes;
  const text = new TextDecoder().decode(bytes);
  if (!/MultiCluster(?:Service|Ingress)/.test(text)) return bytes;
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return bytes;
  const values = documents.map((document) => moved(document.toJS() as Value));
  return new TextEncoder().encode(values.map((value) => JSON.stringify(value)).join('\n---\n'));
}

function moved(value: Value): Value {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== 'object' || value === null) return value;
  const { kind } = value;
  if (kind === 'MultiClusterService') return withPorts(value, 'port');
  return kind === 'MultiClusterIngress' ? withPorts(value, 'servicePort') : value;
}

/** With each number of that name moved. A port that pods listen on stays: it is what it was by itself so far. */
function withPorts(value: Value, name: 'port' | 'servicePort'): Value {
  if (Array.isArray(value)) return value.map((one) => withPorts(one, name));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]): [string, Value] => {
    if (key === name && typeof one === 'number') return [key, otherPort(one)];
    return [key, key === 'metadata' ? withAnnotatedPorts(one) : withPorts(one, name)];
  });
  const { port, targetPort } = value;
  if (name === 'port' && typeof port === 'number' && targetPort === undefined) entries.push(['targetPort', port]);
  return Object.fromEntries(entries);
}

/** BackendConfigs are named by port. Source: GKE, "Associating BackendConfig with Ingress". */
function withAnnotatedPorts(metadata: Value): Value {
  const text = JSON.stringify(metadata);
  return JSON.parse(
    text.replaceAll(/\\"(\d{2,5})\\":/g, (_, port: string) => `\\"${otherPort(Number(port))}\\":`),
  ) as Value;
}

function otherPort(port: number): number {
  return port + FURTHER <= MOST ? port + FURTHER : port - FURTHER;
}
