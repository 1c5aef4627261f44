// Commits and other texts of strangers that are meant to cost time and memory, each with what it may cost at most.
// May import: lib, test/unit.
import { fleetFilesOf } from '../../lib/app/fleet-files.ts';
import { compile } from '../../lib/compile/index.ts';
import { parseCodeOwners } from '../../lib/commands/index.ts';
import { manifestFiles, readTlsSecret } from '../../lib/fleet/index.ts';
import { readManifests } from '../../lib/manifest/index.ts';
import { FACTS, FLEET } from '../unit/compile/blue.ts';

type Size = 'far over the limits' | 'at the limits';

export interface HostileInput {
  readonly name: string;
  readonly size: Size;
  /** Seconds of CPU, and mebibytes beyond what the process had before. */
  readonly most: { readonly cpuSeconds: number; readonly mebibytes: number };
  /** Whether something has to be said of it. */
  readonly finds: boolean;
  /** Reads it as the planner would; returns how many findings that gave. */
  readonly read: () => number;
}

const MEBIBYTE = 1024 * 1024;
const FILES = 48;
const FAR_OVER = { size: 'far over the limits', most: { cpuSeconds: 1, mebibytes: 150 } } as const;
/** What uses up all that may be read. */
const AT_THE_LIMITS = { size: 'at the limits', most: { cpuSeconds: 4, mebibytes: 300 } } as const;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function filled(part: string, bytes = MEBIBYTE): Uint8Array {
  return utf8(part.repeat(Math.floor(bytes / part.length)));
}

function tree(content: (index: number) => Uint8Array, files = FILES): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Array.from({ length: files }, (_, index) => [`f${String(index).padStart(5, '0')}.yaml`, content(index)]),
  );
}

function readAll(files: ReadonlyMap<string, Uint8Array>): number {
  return compile({ fleet: FLEET, manifests: readManifests(files), facts: FACTS }).diagnostics.length;
}

/** Files of a mebibyte each. */
function yaml(name: string, part: string): HostileInput {
  return { name: `${FILES} files of ${name}`, ...FAR_OVER, finds: true, read: () => readAll(tree(() => filled(part))) };
}

function paths(name: string, manifests: readonly string[], path: (index: number) => string): HostileInput {
  const read = (): number => {
    const all = Array.from({ length: 20_000 }, (_, index) => [path(index), new Uint8Array()] as const);
    return manifestFiles({ folder: '', manifests }, new Map(all)).size;
  };
  return { name, ...AT_THE_LIMITS, finds: false, read };
}

function service(name: string, annotations = ''): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: ${name}, namespace: blue${annotations}}
spec: {template: {spec: {selector: {app: a}, ports: [{name: http, port: 80}]}}}
---
`;
}

/** As many objects as may be read, a thousand to a file. */
function objects(name: string, object: (index: number) => string, count = 4_000): HostileInput {
  const ofFile = (file: number): string =>
    Array.from({ length: 900 }, (_, index) => object(file * 900 + index)).join('');
  return {
    name,
    ...AT_THE_LIMITS,
    finds: true,
    read: () => readAll(tree((file) => utf8(ofFile(file)), Math.ceil(count / 900))),
  };
}

const NEAR = 'a'.repeat(55);

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  yaml('[', '['),
  yaml('- - -', '- '),
  yaml('? ? ?', '? '),
  yaml('{', '{'),
  yaml('!!a &b', '!!a &b '),
  yaml('a: a: a:', 'a: '),
  yaml('{a: {a:', '{a: '),
  yaml('- * - *', '- *a\n'),
  yaml('brackets that close nothing', ']'),
  yaml('quotes', '"'),
  yaml('documents', '---\na\n'),
  yaml('directives', '%a b\n'),
  yaml('lines', 'a: 1\n'),
  {
    name: `${FILES} files of escapes that are none`,
    ...FAR_OVER,
    finds: true,
    read: () => readAll(tree(() => utf8(`"${'\\x'.repeat(MEBIBYTE / 2 - 1)}`))),
  },
  {
    name: `${FILES} files of aliases that multiply`,
    ...AT_THE_LIMITS,
    finds: true,
    read: () => readAll(tree(() => filled(`- &a [${'x,'.repeat(300)}]\n${'- *a\n'.repeat(150)}---\n`))),
  },
  {
    name: `${FILES} files of one long text, many times`,
    ...FAR_OVER,
    finds: true,
    read: () => readAll(tree(() => utf8(`- &a "${'x'.repeat(250_000)}"\n${'- *a\n'.repeat(2_000)}`))),
  },
  {
    name: '20,000 fleet files',
    ...FAR_OVER,
    finds: true,
    read: () => {
      const files = Array.from(
        { length: 20_000 },
        (_, index) => [`${index}/rangelight.yaml`, filled('- ', 2_500)] as const,
      );
      return fleetFilesOf(new Map(files)).flatMap(({ diagnostics }) => diagnostics).length;
    },
  },
  {
    name: 'a Secret of certificates that do not end',
    ...FAR_OVER,
    finds: true,
    read: () => {
      const pem = filled('-----BEGIN CERTIFICATE-----\n');
      const data = new Map([
        ['tls.crt', pem],
        ['tls.key', pem],
      ]);
      return readTlsSecret({ type: 'kubernetes.io/tls', data }, 0).state === 'unusable' ? 1 : 0;
    },
  },
  {
    name: 'a CODEOWNERS of comments and addresses',
    ...FAR_OVER,
    finds: false,
    read: () => {
      const lines = [`${' #'.repeat(MEBIBYTE)}\u2028`, `* a@${'.'.repeat(MEBIBYTE)}@`];
      return parseCodeOwners(lines.join('\n')).length;
    },
  },
  objects('one object, declared 4,000 times', () => service('same')),
  objects('4,000 objects that name what is not there', (index) =>
    service(`${NEAR}${index}`, `, annotations: {cloud.google.com/backend-config: '{"default":"${NEAR}x${index}"}'}`),
  ),
  paths(
    '20,000 paths and *a*/*a*/*a*/*a*/*a*/*a*/b',
    ['*a*/*a*/*a*/*a*/*a*/*a*/b'],
    (index) => `${`${'a'.repeat(33)}/`.repeat(6)}${index}`,
  ),
  paths(
    '20,000 paths and all that patterns may hold',
    Array.from({ length: 20 }, (_, index) => `**/a/a/{b,a}/a/a/b${index}/**`),
    (index) => `${'a/'.repeat(95)}${index}`,
  ),
];
