// ServiceExports in the folders of clusters → what stands in these clusters.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refKey } from '../../../../lib/model/index.ts';
import { compileExports, EU, exportOf, fleetWith, US } from './exports.ts';

const GKE = 'net.gke.io';
const STANDARD = 'multicluster.x-k8s.io';
const BOTH = { [US]: [STANDARD, GKE], [EU]: [STANDARD, GKE] };

describe('an export in the folder of a cluster', () => {
  it('stands there alone, in the unit of its namespace', () => {
    const { exports, compiled } = compileExports({ [`clusters/${US}/a.yaml`]: exportOf('cart') }, BOTH);
    expect(exports).toMatchObject([
      {
        unit: 'shop',
        ref: { kind: 'serviceExport', cluster: US, group: GKE, namespace: 'shop', name: 'cart' },
        owners: [`net.gke.io/ServiceExport/shop/cart@${US}`],
        dependsOn: [],
        body: {
          metadata: {
            labels: { 'app.kubernetes.io/managed-by': 'rangelight' },
            annotations: { 'rangelight.dev/owner': 'rangelight/v2 installation=acme fleet=prod unit=shop' },
          },
        },
      },
    ]);
    expect(compiled.held).toEqual([]);
  });

  it.each([
    ['GKE’s group where both are served', STANDARD, [GKE, STANDARD], GKE],
    ['the only one that is served', GKE, [STANDARD], STANDARD],
    ['GKE’s group as long as nothing is known', STANDARD, undefined, GKE],
  ])('is written under %s, whichever the manifest has', (_, written, served, group) => {
    const apiVersion = written === GKE ? `${GKE}/v1` : `${STANDARD}/v1alpha1`;
    const { exports } = compileExports(
      { [`clusters/${US}/a.yaml`]: exportOf('cart', apiVersion) },
      served === undefined ? {} : { [US]: served },
    );
    expect(exports.map(({ ref }) => ('group' in ref ? ref.group : ''))).toEqual([group]);
    // Its shape is the same in both: no field that one of them refuses.
    expect(exports.map(({ body }) => Object.keys(body))).toEqual([['metadata']]);
  });

  it('is held where the cluster serves neither group, or has no such namespace', () => {
    const file = { [`clusters/${US}/a.yaml`]: exportOf('cart') };
    const nowhere = compileExports(file, { [US]: [] });
    expect(nowhere.exports).toEqual([]);
    expect(nowhere.compiled.held).toContain(`net.gke.io/ServiceExport/shop/cart@${US}`);
    expect(nowhere.compiled.diagnostics).toMatchObject([
      { code: 'export-not-served', message: `${US} serves neither net.gke.io nor multicluster.x-k8s.io` },
    ]);
    const lost = compileExports({ [`clusters/${US}/a.yaml`]: exportOf('cart', undefined, 'lost') }, BOTH);
    expect(lost.exports).toEqual([]);
    expect(lost.compiled.held).toContain(`net.gke.io/ServiceExport/lost/cart@${US}`);
    expect(lost.compiled.diagnostics).toMatchObject([{ code: 'namespace-missing', severity: 'warning' }]);
  });

  it('cannot have a name that no Service has', () => {
    const names = ['1abc', 'a.b', 'a'.repeat(64), 'a-', 'fine-1', 'a'.repeat(63)];
    const files = Object.fromEntries(names.map((name, index) => [`clusters/${US}/${index}.yaml`, exportOf(name)]));
    const { exports, compiled } = compileExports(files, BOTH);
    expect(exports.map(({ ref }) => ref.name)).toEqual(['a'.repeat(63), 'fine-1']);
    const codes = compiled.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes.filter((code) => code === 'export-name')).toHaveLength(4);
  });
});

it('is one of both groups: two manifests of one export are an error at both, and what stands stays', () => {
  const { exports, compiled } = compileExports(
    {
      [`clusters/${US}/a.yaml`]: exportOf('cart'),
      [`clusters/${US}/b.yaml`]: exportOf('cart', `${STANDARD}/v1beta1`),
      [`clusters/${EU}/a.yaml`]: exportOf('cart'),
    },
    BOTH,
  );
  expect(exports.map(({ ref }) => refKey(ref))).toEqual([
    `clusters/${EU}/net.gke.io/namespaces/shop/serviceexports/cart`,
  ]);
  expect(compiled.diagnostics).toMatchObject([
    { code: 'duplicate-object', source: { file: `clusters/${US}/a.yaml` } },
    { code: 'duplicate-object', source: { file: `clusters/${US}/b.yaml` } },
  ]);
  // In the cluster, or as the fleet file placed it before.
  expect(compiled.held).toEqual([
    'multicluster.x-k8s.io/ServiceExport/shop/cart',
    `multicluster.x-k8s.io/ServiceExport/shop/cart@${US}`,
    'net.gke.io/ServiceExport/shop/cart',
    `net.gke.io/ServiceExport/shop/cart@${US}`,
  ]);
});

describe('an export that is not to be read', () => {
  it('holds what stands of it wherever it may have stood', () => {
    const { exports, compiled } = compileExports({ 'cart.yaml': exportOf('cart') }, BOTH);
    expect(exports).toEqual([]);
    expect(compiled.diagnostics).toMatchObject([{ code: 'cluster-not-named' }]);
    const everywhere = [GKE, STANDARD].flatMap((group) =>
      [US, EU].map((link) => `${group}/ServiceExport/shop/cart@${link}`),
    );
    expect(compiled.held).toEqual(expect.arrayContaining(everywhere));
    const stranger = compileExports({ 'clusters/asia-east1/other/a.yaml': exportOf('cart') }, BOTH);
    expect(stranger.compiled.held).toEqual(expect.arrayContaining(everywhere));
  });
});

it('is somebody else’s where the fleet file does not ask for it, and wrong then is nobody’s business', () => {
  const files = {
    [`clusters/${US}/a.yaml`]: exportOf('1-cart'),
    'a.yaml': exportOf('cart', 'multicluster.k8s.io/v1alpha1'),
  };
  const off = compileExports(files, BOTH, fleetWith(''));
  expect(off.exports).toEqual([]);
  expect(off.compiled.diagnostics.map(({ code }) => code)).toEqual(['foreign-objects', 'no-matching-manifest']);
  const on = compileExports(files, BOTH);
  expect(on.compiled.diagnostics).toMatchObject([
    { code: 'unknown-kind', hint: expect.stringContaining('net.gke.io/v1') as string },
    { code: 'export-name' },
  ]);
});

it('compiles to the same bytes, whatever the order of the files', () => {
  const files = [US, EU].flatMap((link) =>
    ['cart', 'pay'].map((name) => [`clusters/${link}/${name}.yaml`, exportOf(name)] as const),
  );
  const whole = JSON.stringify(compileExports(Object.fromEntries(files), BOTH).compiled);
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (order) => {
      expect(JSON.stringify(compileExports(Object.fromEntries(order), BOTH).compiled)).toBe(whole);
    }),
    { seed: 14, numRuns: 20 },
  );
});
