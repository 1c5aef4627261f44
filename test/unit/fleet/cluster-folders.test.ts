// Folders that name clusters: `clusters.folders` of the fleet file, and what stands where.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFleet } from '../../../lib/app/planning/compile-fleet.ts';
import { fleetEdits } from '../../../lib/app/planning/fleet-edits.ts';
import type { Compiler } from '../../../lib/compile/index.ts';
import { assumedFacts, type Fleet, placeInFleet, placementOf, readFleet } from '../../../lib/fleet/index.ts';
import { readClusterFolders } from '../../../lib/fleet/cluster-folders.ts';
import { type ManifestKind, manifestKinds, readManifests } from '../../../lib/manifest/index.ts';
import { objectKey } from '../../../lib/model/index.ts';
import { anchor, anchors } from '../manifest/anchors.ts';

const SEA = 'sea.example';
const ANCHOR = anchor(`${SEA}/v1`);
const [EU, US] = ['europe-north1/gke-eu', 'us-west1/gke-us'];

const fleetFile = (clusters: string, more = ''): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  manifests: ["**/*.yaml"]
  controller: rangelight
  clusters:
${clusters}
${more}`;
const MEMBERS = '    members:\n      - link: us-west1/gke-us\n      - link: europe-north1/gke-eu';
const FOLDERS = '    folders: clusters/{location}/{name}/**';

const readFile = (text: string) => readFleet('rangelight.yaml', new TextEncoder().encode(text));

function fleetWith(text: string): Fleet {
  const { fleet, diagnostics } = readFile(text);
  if (fleet === undefined) throw new TypeError(JSON.stringify(diagnostics));
  return fleet;
}

const FLEET = fleetWith(fleetFile(`${FOLDERS}\n${MEMBERS}`));

type Files = Readonly<Record<string, string>>;
const bytes = (files: Files) => Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);

function read(stands: ManifestKind['stands'], files: Files, fleet = FLEET) {
  const kinds = manifestKinds([anchors(SEA, { stands })]);
  return readManifests(new Map(bytes(files)), { kinds, placement: placementOf(fleet) });
}

const said = ({ diagnostics }: ReturnType<typeof read>) =>
  diagnostics.map(({ code, source }) => `${code} ${source?.file}:${source?.line}`);

describe('an object in the folder of a cluster', () => {
  const inBoth = { [`clusters/${EU}/a.yaml`]: ANCHOR, [`clusters/${US}/deep/a.yaml`]: ANCHOR };

  it.each(['cluster', 'either'] as const)(
    'stands there, and so does another one of its name elsewhere: %s',
    (stands) => {
      const result = read(stands, inBoth);
      expect(result.diagnostics).toEqual([]);
      expect(result.manifests.map(objectKey)).toEqual([
        `sea.example/Anchor/north/a@${EU}`,
        `sea.example/Anchor/north/a@${US}`,
      ]);
    },
  );

  it('is one object twice when it stands for the fleet, whichever folders they are', () => {
    const result = read('fleet', inBoth);
    expect(said(result)).toEqual([
      `duplicate-object clusters/${EU}/a.yaml:1`,
      `duplicate-object clusters/${US}/deep/a.yaml:1`,
    ]);
    expect(result.rejected.map(objectKey)).toEqual(['sea.example/Anchor/north/a']);
  });

  it('is one object twice in the folder of one cluster', () => {
    const { diagnostics } = read('cluster', { [`clusters/${EU}/a.yaml`]: ANCHOR, [`clusters/${EU}/b.yaml`]: ANCHOR });
    expect(diagnostics[0]?.message).toBe(`Anchor/north/a in ${EU} is also declared at clusters/${EU}/b.yaml:1`);
  });

  it('is held there while it cannot be read', () => {
    const wrong = ANCHOR.replace('depth: 7', 'depth: deep');
    expect(read('cluster', { [`clusters/${EU}/a.yaml`]: wrong }).rejected.map(objectKey)).toEqual([
      `sea.example/Anchor/north/a@${EU}`,
    ]);
    const template = `${ANCHOR.replace('{name: a, namespace: north}', '\n  name: a\n  namespace: north')}{{ if }}\n`;
    expect(read('cluster', { [`clusters/${EU}/templates/a.yaml`]: template }).rejected.map(objectKey)).toEqual([
      `sea.example/Anchor/north/a@${EU}`,
    ]);
  });
});

describe('a folder of a cluster that is no member', () => {
  const files = { 'clusters/us-west1/gke-uz/a.yaml': ANCHOR, 'clusters/us-west1/gke-uz/b.yaml': ANCHOR };

  it('is told once, and nothing in it is used', () => {
    const result = read('cluster', { ...files, 'clusters/asia-east1/other/a.yaml': ANCHOR });
    expect(result.manifests).toEqual([]);
    expect(result.diagnostics.filter(({ code }) => code === 'unknown-cluster-folder')).toMatchObject([
      {
        severity: 'error',
        message: 'the folder of this file names the cluster asia-east1/other, which is not in spec.clusters',
        hint: 'Rename the folder, or list asia-east1/other in spec.clusters of rangelight.yaml.',
        source: { file: 'clusters/asia-east1/other/a.yaml', line: 1, column: 1 },
      },
      {
        message:
          'the folder of this file names the cluster us-west1/gke-uz, which is not in spec.clusters; so it is with 1 more of its objects',
        hint: expect.stringContaining(US) as string,
        source: { file: 'clusters/us-west1/gke-uz/a.yaml' },
      },
    ]);
  });

  it('is a folder like any other for what stands for the fleet', () => {
    const [path = ''] = Object.keys(files);
    expect(read('fleet', { [path]: ANCHOR })).toMatchObject({ manifests: [{ name: 'a' }], diagnostics: [] });
  });
});

describe('an object in no folder of a cluster', () => {
  it('is told when it needs one, and with what to do', () => {
    expect(read('cluster', { 'a.yaml': ANCHOR }).diagnostics).toMatchObject([
      {
        code: 'cluster-not-named',
        message: 'no folder says in which cluster Anchor north/a stands',
        hint: 'Move the file into the folder of a cluster: clusters/{location}/{name}/**',
      },
    ]);
    const { clusterFolders: _none, ...without } = FLEET;
    expect(read('cluster', { 'a.yaml': ANCHOR }, without).diagnostics[0]?.hint).toBe(
      'In rangelight.yaml, write under spec.clusters: folders: clusters/{location}/{name}/** (and the list under members).',
    );
  });

  it('is left to its feature when that may place it', () => {
    const { manifests, diagnostics } = read('either', { 'a.yaml': ANCHOR, [`clusters/${US}/a.yaml`]: ANCHOR });
    expect(diagnostics).toEqual([]);
    expect(manifests.map(objectKey)).toEqual(['sea.example/Anchor/north/a', `sea.example/Anchor/north/a@${US}`]);
  });
});

it('reads the same, whatever the order of the files', () => {
  const paths = [EU, US, 'us-west1/stranger'].flatMap((link) => [
    `clusters/${link}/a.yaml`,
    `clusters/${link}/x/b.yaml`,
  ]);
  const files = fc.shuffledSubarray([...paths, 'a.yaml', 'b.yaml'], { minLength: 2 });
  fc.assert(
    fc.property(files, fc.constantFrom('fleet', 'cluster', 'either' as const), (order, stands) => {
      const result = (all: readonly string[]) => {
        const { manifests, rejected, diagnostics } = read(
          stands,
          Object.fromEntries(all.map((path) => [path, ANCHOR])),
        );
        return JSON.stringify([manifests.map(objectKey), rejected.map(objectKey), diagnostics]);
      };
      expect(result(order)).toBe(result(order.toSorted()));
    }),
    { seed: 11, numRuns: 100 },
  );
});

describe('the pattern', () => {
  it.each([
    ['clusters/{location}/{name}/**', 'clusters/us-west1/gke-us/a.yaml', US],
    ['clusters/{location}/{name}/**', 'clusters/us-west1/gke-us.yaml', undefined],
    ['clusters/{location}/{name}/**', 'other/us-west1/gke-us/a.yaml', undefined],
    ['clusters/{location}/{name}/*.yaml', 'clusters/us-west1/gke-us/deep/a.yaml', undefined],
    ['./{name}/in/{location}/**/x.yaml', 'gke-us/in/us-west1/a/b/x.yaml', US],
    ['{prod,stage}/{location}/{name}/**', 'stage/us-west1/gke-us/a.yaml', US],
    ['clusters/{location}/{name}/**', 'clusters/.hidden/gke-us/a.yaml', undefined],
  ])('%s and %s: %s', (pattern, path, link) => {
    const folders = readClusterFolders(pattern);
    expect('linkOf' in folders ? folders.linkOf(path.split('/')) : folders).toBe(link);
  });

  it.each([
    'clusters/**',
    'clusters/{location}/**',
    'clusters/{location}-{name}/**',
    'clusters/{location}/{name}/{name}/**',
    '**/{location}/{name}/**',
    '{location}/**/{name}/**',
    'clusters/{location}/{name}/../x',
    '/clusters/{location}/{name}/**',
    'clusters/{location}/{name}/[ab]',
  ])('is refused at its place: %s', (pattern) => {
    const { fleet, diagnostics } = readFile(fleetFile(`    folders: "${pattern}"\n${MEMBERS}`));
    expect(fleet).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'fleet-file-invalid', source: { line: 11, column: 14 }, hint: expect.any(String) as string },
    ]);
  });
});

describe('spec.clusters with members', () => {
  it('is the list, with folders or without', () => {
    const list = fleetWith(fleetFile('    - link: us-west1/gke-us\n    - link: europe-north1/gke-eu'));
    const links = ({ clusters }: Fleet) => clusters.map(({ link }) => link);
    expect(links(FLEET)).toEqual(links(list));
    expect(links(fleetWith(fleetFile(MEMBERS)))).toEqual(links(list));
    expect([list.clusterFolders, FLEET.clusterFolders]).toEqual([undefined, 'clusters/{location}/{name}/**']);
    expect(placeInFleet(FLEET, ['clusters', US])).toMatchObject({ line: 13, column: 9 });
    expect(FLEET.clusters[1]?.source).toMatchObject({ line: 13, column: 9 });
  });

  it('is told in what a pull request edits, at its line', () => {
    expect(fleetEdits(fleetWith(fleetFile(MEMBERS)), FLEET).fleetEdits).toMatchObject([
      { path: ['clusters', 'folders'], after: 'clusters/{location}/{name}/**', source: { line: 11, column: 5 } },
    ]);
  });

  it.each([
    [FOLDERS, 'fleet-file-invalid 10:3'],
    [`${MEMBERS}\n      - link: us-west1/gke-us`, 'fleet-file-invalid 14:15'],
    [`${MEMBERS}\n      - {link: us-west1-a/gke-us}`, 'duplicate-cluster-name 14:16'],
    [`${MEMBERS}\n    folder: x`, 'fleet-file-invalid 14:5'],
    ['    members: []', 'fleet-file-invalid 11:14'],
  ])('says what is wrong, at its place', (clusters, finding) => {
    const { diagnostics } = readFile(fleetFile(clusters));
    const found = diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`)).toEqual([finding]);
  });
});

it('is what validation, plan and planner compile: each object under its cluster, with the namespace of its path', () => {
  const nothing: Compiler = () => ({ resources: new Map(), held: new Set(), secrets: [], diagnostics: [] });
  const features = { kinds: manifestKinds([anchors(SEA, { stands: 'cluster' })]), compilers: [nothing], checks: [] };
  const fleet = fleetWith(fleetFile(`${FOLDERS}\n${MEMBERS}`, '  namespaces: {"clusters/*/*/**": north}\n'));
  const unnamed = anchor(`${SEA}/v1`, 'Anchor', '7', '');
  const files = new Map(bytes({ [`clusters/${EU}/a.yaml`]: unnamed, [`clusters/${US}/a.yaml`]: ANCHOR }));
  const { compiled, placeOf } = compileFleet(features, 'here', fleet, files, assumedFacts(fleet).facts);
  const keys = [`sea.example/Anchor/north/a@${EU}`, `sea.example/Anchor/north/a@${US}`];
  expect(Object.keys(compiled.sources)).toEqual(keys);
  expect(compiled.states.map(({ unit }) => unit)).toEqual(['_fleet', 'north']);
  expect(placeOf(keys[1] ?? '', ['spec', 'depth'])).toEqual({ file: `clusters/${US}/a.yaml`, line: 4, column: 15 });
});
