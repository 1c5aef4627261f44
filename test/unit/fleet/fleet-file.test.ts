// The fleet file: defaults, and every way to get it wrong.
import { describe, expect, it } from 'vitest';
import type { SourceRef } from '../../../lib/core/index.ts';
import { findFleetFiles, manifestFiles, readFleet } from '../../../lib/fleet/index.ts';

const MINIMAL = `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  clusters:
    - link: us-west1/gke-us
    - link: europe-north1/gke-eu
  manifests: ["manifests/**/*.yaml"]
  controller: rangelight
`;

function read(text: string, path = 'rangelight.yaml'): ReturnType<typeof readFleet> {
  return readFleet(path, new TextEncoder().encode(text));
}

describe('readFleet', () => {
  it('says of a file of another version what it takes', () => {
    expect(read(MINIMAL.replace('dev/v1', 'dev/v2')).diagnostics).toMatchObject([
      {
        code: 'fleet-file-invalid',
        source: { line: 1, column: 13 },
        hint: expect.stringContaining('another version') as string,
      },
    ]);
  });

  it('fills in the defaults', () => {
    expect(read(MINIMAL, 'teams/net/rangelight.yaml')).toEqual({
      diagnostics: [],
      fleet: {
        name: 'prod',
        folder: 'teams/net',
        project: 'acme-net',
        fleetProject: 'acme-net',
        network: 'projects/acme-net/global/networks/default',
        primary: 'us-west1/gke-us',
        backup: 'europe-north1/gke-eu',
        clusters: [
          {
            link: 'europe-north1/gke-eu',
            membership: 'gke-eu',
            membershipLocation: 'europe-north1',
            negs: 'gke',
            source: { file: 'teams/net/rangelight.yaml', line: 10, column: 7 },
          },
          {
            link: 'us-west1/gke-us',
            membership: 'gke-us',
            membershipLocation: 'us-west1',
            negs: 'gke',
            source: { file: 'teams/net/rangelight.yaml', line: 9, column: 7 },
          },
        ],
        manifests: ['manifests/**/*.yaml'],
        controller: 'rangelight',
        policy: { apply: 'manual', drift: 'report', maxDeletes: 5, takeover: false },
        source: { file: 'teams/net/rangelight.yaml', line: 1, column: 1 },
        sources: expect.any(Object) as Record<string, SourceRef>,
        nameSource: { file: 'teams/net/rangelight.yaml', line: 3, column: 18 },
      },
    });
  });

  it('reads what is given', () => {
    const text = MINIMAL.replace('network: default', 'network: projects/host/global/networks/shared')
      .replace(
        '- link: us-west1/gke-us',
        '- {link: us-west1/gke-us, membership: global/us, negs: worker, endpointsMaxAge: 2m}',
      )
      .concat('  policy: {apply: merge, maxDeletes: 0}\n  fleetProject: acme-fleet\n');
    expect(read(text).fleet).toMatchObject({
      network: 'projects/host/global/networks/shared',
      fleetProject: 'acme-fleet',
      clusters: [{}, { membership: 'us', membershipLocation: 'global', negs: 'worker', endpointsMaxAgeSeconds: 120 }],
      policy: { apply: 'merge', drift: 'report', maxDeletes: 0 },
    });
  });

  it.each([
    ['an unknown field', 'project:', 'projekt:', 'fleet-file-invalid 5:3'],
    ['a word for a number', 'name: prod', 'name: no', 'fleet-file-invalid 3:18'],
    ['a controller unknown to us', 'controller: rangelight', 'controller: other', 'fleet-file-invalid 12:15'],
    [
      'a backup outside the fleet',
      'backup: europe-north1/gke-eu',
      'backup: europe-north1/gke-e',
      'unknown-config-cluster 7:54',
    ],
    [
      'one config cluster for both',
      'backup: europe-north1/gke-eu',
      'backup: us-west1/gke-us',
      'unknown-config-cluster 7:54',
    ],
    ['a cluster given twice', '- link: europe-north1/gke-eu', '- link: us-west1/gke-us', 'fleet-file-invalid 10:13'],
    [
      'a worker without an age',
      '- link: us-west1/gke-us',
      '- {link: us-west1/gke-us, negs: worker}',
      'fleet-file-invalid 9:31',
    ],
    ['a pattern that leaves the folder', 'manifests/**', '../**', 'fleet-file-invalid 11:15'],
    ['a pattern whose ** does not stand alone', 'manifests/**', 'a**', 'fleet-file-invalid 11:15'],
    ['a pattern with another sign', 'manifests/**', '(a+)+', 'fleet-file-invalid 11:15'],
    [
      'a namespace pattern that leaves the folder',
      'controller: rangelight',
      'controller: rangelight\n  policy: {namespaces: {"../x": [blue]}}',
      'fleet-file-invalid 13:25',
    ],
    [
      'a namespace that is none',
      'controller: rangelight',
      'controller: rangelight\n  policy: {namespaces: {"x/**": [Blue]}}',
      'fleet-file-invalid 13:34',
    ],
    ['discovery', 'controller: rangelight', 'controller: rangelight\n  discover: fleet', 'unsupported-feature 13:3'],
    ['two documents', 'kind: Fleet', 'kind: Fleet\n---\na: 1', 'fleet-file-invalid 1:1'],
    ['text that is not YAML', 'metadata: {', 'metadata: {{', 'not-yaml'],
  ])('has no fleet with %s', (_, from, to, expected) => {
    const { fleet, diagnostics } = read(MINIMAL.replace(from, to));
    expect(fleet).toBeUndefined();
    const said = diagnostics.map((d) => `${d.code} ${d.source?.line}:${d.source?.column}`);
    expect(said.some((one) => one.startsWith(expected))).toBe(true);
  });

  it('case 26: says at the line of a pattern what to write instead', () => {
    const patterns = MINIMAL.replace('["manifests/**/*.yaml"]', '\n    - "[ab]/*.yaml"\n    - a{,/b}');
    const text = patterns.replace(
      'controller: rangelight',
      'controller: rangelight\n  policy: {namespaces: {"**a": [b]}}',
    );
    expect(read(text).diagnostics).toMatchObject([
      { code: 'fleet-file-invalid', source: { line: 12, column: 7 }, hint: 'Write ? for any other one.' },
      { code: 'fleet-file-invalid', source: { line: 13, column: 7 }, hint: 'Write two patterns in place of {a/b,c}.' },
      { code: 'fleet-file-invalid', source: { line: 15, column: 25 }, hint: 'Write folder/**/*.yaml.' },
    ]);
  });

  it('case 26: limits what all patterns ask for together', () => {
    const many = (count: number): ReturnType<typeof read> => {
      const patterns = Array.from({ length: count }, (_, index) => `"${'a/'.repeat(11)}${index}.{yaml,yml}"`);
      return read(MINIMAL.replace('"manifests/**/*.yaml"', patterns.join(', ')));
    };
    expect(many(15).diagnostics).toEqual([]);
    expect(many(16).diagnostics).toMatchObject([
      { code: 'fleet-file-invalid', message: expect.stringContaining('208 parts') as string, source: { line: 11 } },
    ]);
  });

  it('has no fleet in an empty file', () => {
    expect(read('').diagnostics.map((d) => d.code)).toEqual(['fleet-file-invalid']);
  });
});

describe('files of a tree', () => {
  it('finds fleet files by their name', () => {
    const paths = ['b/rangelight.yaml', 'a/my-rangelight.yaml', 'rangelight.yaml', 'rangelight.yml'];
    expect(findFleetFiles(paths)).toEqual(['b/rangelight.yaml', 'rangelight.yaml']);
  });

  it("matches manifests below the fleet file's folder, without fleet files", () => {
    const paths = [
      'net/x/b.yaml',
      'net/a.yaml',
      'net/a.json',
      'net/rangelight.yaml',
      'other/a.yaml',
      'networks/a.yaml',
    ];
    const files = new Map(paths.map((path) => [path, new Uint8Array()]));
    const matched = (manifests: readonly string[]): readonly string[] => [
      ...manifestFiles({ folder: 'net', manifests }, files).keys(),
    ];
    expect(matched(['**/*.yaml'])).toEqual(['net/a.yaml', 'net/x/b.yaml']);
    expect(matched(['*.{yaml,json}'])).toEqual(['net/a.json', 'net/a.yaml']);
    expect(matched(['nothing/*'])).toEqual([]);
  });
});
