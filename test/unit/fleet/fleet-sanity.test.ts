// A fleet file that is well-formed and still hardly meant.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { readFleetFiles } from '../../../lib/app/following/fleet-files.ts';
import { validateDirectory } from '../../../lib/app/offline/validate-directory.ts';
import { checkMemberships, readFleet, regionOf } from '../../../lib/fleet/index.ts';
import { FACTS } from '../features/ingress/blue.ts';

const FILE = `apiVersion: rangelight.dev/v1
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
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function findings(text: string): readonly string[] {
  const { diagnostics } = readFleet('rangelight.yaml', bytes(text));
  return diagnostics.map(({ code, severity, source }) => `${severity} ${code} ${source?.line}:${source?.column}`);
}

const member = (entry: string): string => FILE.replace('  manifests:', `    - ${entry}\n  manifests:`);

describe('members', () => {
  it.each([
    ['a zone of the same region', 'link: us-west1-a/gke-us'],
    ['another zone than that of a member', 'link: us-west1-b/gke-us'],
  ])('may not have one name in %s', (_, entry) => {
    expect(findings(member(entry))).toEqual(['error duplicate-cluster-name 11:13']);
  });

  it('may have one name in two regions', () => {
    expect(findings(member('link: us-west2/gke-us'))).toEqual([]);
  });

  it('cannot have endpoints younger than a sweep', () => {
    const worker = (age: string): string => member(`{link: asia-east1/a, negs: worker, endpointsMaxAge: ${age}}`);
    expect(findings(worker('59s'))).toEqual(['error fleet-file-invalid 11:59']);
    expect(readFleet('rangelight.yaml', bytes(worker('59s'))).diagnostics[0]?.hint).toBe('Say 60s or more.');
    expect(findings(worker('60s'))).toEqual([]);
    expect(findings(worker('1m'))).toEqual([]);
  });

  it('case 37: are told on their own line when they are not of the fleet', () => {
    const { fleet } = readFleet('rangelight.yaml', bytes(FILE));
    if (fleet === undefined) throw new TypeError('no fleet');
    const found = checkMemberships(fleet, { ...FACTS, memberships: ['us-west1/gke-us'] });
    expect(found).toMatchObject([{ code: 'not-a-member', severity: 'error', source: { line: 10, column: 7 } }]);
    expect(checkMemberships(fleet, FACTS)).toEqual([]);
    // Case 37: nobody can tell, which is not the same as that all is well.
    expect(checkMemberships(fleet, { ...FACTS, project: {} }).map(({ code }) => code)).toEqual(['memberships-unknown']);
  });
});

describe('config clusters', () => {
  it('of a zone are warned of, and leave a fleet', () => {
    const zonal = FILE.replaceAll('us-west1/', 'us-west1-a/');
    expect(findings(zonal)).toEqual(['warning zonal-config-cluster 7:29']);
    expect(readFleet('rangelight.yaml', bytes(zonal)).fleet?.primary).toBe('us-west1-a/gke-us');
  });

  it('of one region are warned of', () => {
    const together = FILE.replaceAll('europe-north1/gke-eu', 'us-west1-b/gke-2');
    expect(findings(together)).toEqual(['warning config-clusters-together 7:54', 'warning zonal-config-cluster 7:54']);
  });

  it('that are one and the same are only an error', () => {
    const same = FILE.replace('backup: europe-north1/gke-eu', 'backup: us-west1/gke-us');
    expect(findings(same)).toEqual(['error unknown-config-cluster 7:54']);
  });
});

describe('fleets of one repository', () => {
  const tree = new Map([
    ['a/rangelight.yaml', bytes(FILE)],
    ['b/rangelight.yaml', bytes(FILE)],
    ['c/rangelight.yaml', bytes(FILE.replace('name: prod', 'name: stage'))],
  ]);

  it('have names of their own', () => {
    const codes = readFleetFiles(tree, undefined).map(({ path, diagnostics }) => [
      path,
      diagnostics.map(({ code }) => code),
    ]);
    const both = ['duplicate-fleet-name', 'duplicate-fleet-name'];
    expect(codes).toEqual([
      ['a/rangelight.yaml', both],
      ['b/rangelight.yaml', both],
      ['c/rangelight.yaml', []],
    ]);
  });

  it('that do not are told once each', () => {
    const found = validateDirectory(FEATURES, tree, undefined).diagnostics.filter(
      ({ code }) => code === 'duplicate-fleet-name',
    );
    expect(found).toMatchObject([
      { source: { file: 'a/rangelight.yaml' }, message: 'the fleet prod is also in b/rangelight.yaml' },
      { source: { file: 'b/rangelight.yaml' }, message: 'the fleet prod is also in a/rangelight.yaml' },
    ]);
  });
});

describe('regionOf', () => {
  it.each([
    ['us-west1-a', 'us-west1'],
    ['us-west1', 'us-west1'],
    ['northamerica-northeast2-b', 'northamerica-northeast2'],
    ['global', 'global'],
  ])('%s lies in %s', (location, region) => expect(regionOf(location)).toBe(region));
});
