// Commits and other texts of strangers that are meant to cost time and memory, each with what it may cost at most.
import { FEATURES } from '../../functions/wiring/features.ts';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { type ArchiveLimits, readArchive } from '../../lib/adapters/github/archive.ts';
import { FILES_OF_FLEETS, fleetFilesOf } from '../../lib/app/following/fleet-files.ts';
import { parseCodeOwners } from '../../lib/commands/index.ts';
import { compile } from '../../lib/compile/index.ts';
import { readTlsSecret } from '../../lib/features/ingress/secrets/index.ts';
import { asksFor, manifestFiles, placementOf } from '../../lib/fleet/index.ts';
import { readManifests } from '../../lib/manifest/index.ts';
import { FACTS, FLEET } from '../unit/features/ingress/blue.ts';

type Size = 'far over the limits' | 'at the limits';

/** @returns how much was found in it. */
type Read = () => number | Promise<number>;

export interface HostileInput {
  readonly name: string;
  readonly size: Size;
  /** Seconds of CPU, and mebibytes beyond what the process had before. */
  readonly most: { readonly cpuSeconds: number; readonly mebibytes: number };
  /** Makes it, which is not measured; returns what reads it as a function would. */
  readonly make: () => Read;
}

const MEBIBYTE = 1024 * 1024;
const FILES = 48;
const PER_FILE = 500;
const NEAR = 'a'.repeat(55);
const MOST: Readonly<Record<Size, HostileInput['most']>> = {
  'far over the limits': { cpuSeconds: 1, mebibytes: 150 },
  'at the limits': { cpuSeconds: 4, mebibytes: 300 },
};
/** Those of the planner. */
const ARCHIVE: ArchiveLimits = {
  packed: 50_000_000,
  unpacked: 200_000_000,
  wanted: 20_000_000,
  entries: 20_000,
  paths: 4_000_000,
};

function input(name: string, size: Size, make: () => Read): HostileInput {
  return { name, size, most: MOST[size], make };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function filled(part: string, bytes = MEBIBYTE): Uint8Array {
  return utf8(part.repeat(Math.floor(bytes / part.length)));
}

/** Manifests as the planner reads and compiles them. */
function manifests(name: string, size: Size, content: (file: number) => Uint8Array, files = FILES): HostileInput {
  return input(name, size, () => {
    const tree = new Map(Array.from({ length: files }, (_, file) => [`${file}.yaml`, content(file)] as const));
    const installation = 'bench';
    return () =>
      compile(FEATURES.compilers, {
        fleet: FLEET,
        manifests: readManifests(tree, { kinds: FEATURES.kinds }),
        facts: FACTS,
        installation,
      }).diagnostics.length;
  });
}

/** Files of a mebibyte each. */
function yaml(name: string, part: string): HostileInput {
  return manifests(`${FILES} files of ${name}`, 'far over the limits', () => filled(part));
}

function service(name: string, annotations = ''): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: ${name}, namespace: blue${annotations}}
spec: {template: {spec: {selector: {app: a}, ports: [{name: http, port: 80}]}}}
---
`;
}

function objects(name: string, count: number, object: (index: number) => string): HostileInput {
  const ofFile = (file: number): Uint8Array =>
    utf8(Array.from({ length: PER_FILE }, (_, index) => object(file * PER_FILE + index)).join(''));
  return manifests(name, 'at the limits', ofFile, count / PER_FILE);
}

/** Everything has every label, everybody is given the same texts, and every rule may be for every host. */
function mesh(name: string, count: number): HostileInput {
  return input(name, 'at the limits', () => {
    const link = 'us-west1/a';
    const texts = Array.from({ length: 500 }, (_, at) => `http://s${at}.shop/`).join(' ');
    const rules = [
      (at: number) =>
        `apiVersion: v1\nkind: Service\nmetadata: {name: s${at}, namespace: shop}\nspec: {selector: {a: b}, ports: [{name: p, port: 80}]}`,
      (at: number) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w${at}, namespace: shop}\nspec: {template: {metadata: {labels: {a: b}}, spec: {serviceAccountName: w${at}, containers: [{envFrom: [{configMapRef: {name: c}}]}]}}}`,
      (at: number) =>
        `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v${at}, namespace: shop}\nspec: {hosts: ['*.x${at}']}`,
      (at: number) =>
        `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p${at}, namespace: shop}\nspec: {rules: [{from: [{source: {principals: [x${at}]}}]}]}`,
    ];
    const objects = Array.from({ length: count }, (_, at) => rules[at % rules.length]?.(at) ?? '');
    const settings = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: {peers: '${texts}'}`;
    const fleet = { ...FLEET, clusterFolders: 'clusters/{location}/{name}/**', features: { mesh: {} } };
    const members = [
      { link, membership: 'a', membershipLocation: 'us-west1', negs: 'gke' as const, source: FLEET.source },
    ];
    const documents = [settings, ...objects];
    const files = Array.from({ length: Math.ceil(documents.length / PER_FILE) }, (_, file) => file);
    const tree = new Map(
      files.map((file) => [
        `clusters/${link}/${file}.yaml`,
        utf8(documents.slice(file * PER_FILE, (file + 1) * PER_FILE).join('\n---\n')),
      ]),
    );
    const kinds = FEATURES.kinds.askedFor((section) => asksFor(fleet, section));
    return () => {
      const placement = placementOf({ ...fleet, clusters: members });
      const read = readManifests(tree, { kinds, placement });
      const at = { ...fleet, clusters: members };
      return compile(FEATURES.compilers, { fleet: at, manifests: read, facts: FACTS, installation: 'bench' })
        .diagnostics.length;
    };
  });
}

function paths(name: string, patterns: readonly string[], path: (index: number) => string): HostileInput {
  return input(name, 'at the limits', () => {
    const tree = new Map(Array.from({ length: 20_000 }, (_, index) => [path(index), new Uint8Array()] as const));
    return () => manifestFiles({ folder: '', manifests: patterns }, tree).size;
  });
}

function archive(name: string, size: Size, files: number, bytes: number): HostileInput {
  return input(name, size, () => {
    const content = Buffer.alloc(Math.ceil(bytes / 512) * 512);
    const entries = Array.from({ length: files }, (_, index) => {
      const path = `top/app/${index}`;
      const header = new Header({ path, type: 'File', size: bytes, mode: 0o644, mtime: new Date(0) });
      header.encode();
      return [header.block ?? Buffer.alloc(0), content];
    });
    const packed = gzipSync(Buffer.concat([...entries.flat(), Buffer.alloc(1_024)]), { level: 1 });
    return async () => {
      const { body } = new Response(Uint8Array.from(packed));
      if (body === null) return 0;
      try {
        return (await readArchive(body, ARCHIVE, FILES_OF_FLEETS)).files.size;
      } catch {
        return 1;
      }
    };
  });
}

/** What the others are compared with. */
export const HONEST = objects('an honest commit of 1,000 services', 1_000, (index) => service(`service-${index}`));

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
  manifests(`${FILES} files of escapes that are none`, 'far over the limits', () =>
    utf8(`"${'\\x'.repeat(MEBIBYTE / 2 - 1)}`),
  ),
  manifests(`${FILES} files of aliases that multiply`, 'far over the limits', () =>
    filled(`- &a [${'x,'.repeat(300)}]\n${'- *a\n'.repeat(150)}---\n`),
  ),
  manifests(`${FILES} files of one long text, many times`, 'far over the limits', () =>
    utf8(`- &a "${'x'.repeat(250_000)}"\n${'- *a\n'.repeat(2_000)}`),
  ),
  input('20,000 fleet files', 'far over the limits', () => {
    const content = filled('- ', 2_500);
    const tree = new Map(Array.from({ length: 20_000 }, (_, index) => [`${index}/rangelight.yaml`, content] as const));
    return () => fleetFilesOf(tree).flatMap(({ diagnostics }) => diagnostics).length;
  }),
  archive('an archive of 20,500 files', 'far over the limits', 20_500, 0),
  archive('an archive of a gigabyte of nothing', 'far over the limits', 1_000, 1_000_000),
  archive('an archive of 19,000 files of 10 kB', 'at the limits', 19_000, 10_000),
  input('a Secret of certificates that do not end', 'far over the limits', () => {
    const pem = filled('-----BEGIN CERTIFICATE-----\n');
    const data = new Map([
      ['tls.crt', pem],
      ['tls.key', pem],
    ]);
    return () => (readTlsSecret({ type: 'kubernetes.io/tls', data }, 0).state === 'unusable' ? 1 : 0);
  }),
  input('a CODEOWNERS of comments and addresses', 'far over the limits', () => {
    const text = `${' #'.repeat(MEBIBYTE)}\u2028\n* a@${'.'.repeat(MEBIBYTE)}@`;
    return () => parseCodeOwners(text).length;
  }),
  objects('one object, declared 4,000 times', 4_000, () => service('same')),
  objects('4,000 objects that name what is not there', 4_000, (index) =>
    service(`${NEAR}${index}`, `, annotations: {cloud.google.com/backend-config: '{"default":"${NEAR}x${index}"}'}`),
  ),
  mesh('2,600 objects of a mesh in which each calls each', 2_600),
  paths(
    '20,000 paths and *a*/*a*/*a*/*a*/*a*/*a*/b',
    ['*a*/*a*/*a*/*a*/*a*/*a*/b'],
    (index) => `${`${'a'.repeat(60)}/`.repeat(6)}${index}`,
  ),
  paths(
    '20,000 paths and all that patterns may hold',
    Array.from({ length: 20 }, (_, index) => `**/a/a/{b,a}/a/a/b${index}/**`),
    (index) => `${'a/'.repeat(95)}${index}`,
  ),
];
