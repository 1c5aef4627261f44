// What is looked up of exports before the merge: whether there is something to export, and what stands under the name
// already.
import { expect, it } from 'vitest';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import { planAgainst } from '../../../../lib/app/planning/plan-against.ts';
import { derivedServiceName } from '../../../../lib/features/services/predict/derived-name.ts';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import { MANAGED_BY, type ObservedState, OWNER_ANNOTATION, refInCluster, refKey } from '../../../../lib/model/index.ts';
import { createMemoryClusters } from '../../../fakes/memory-clusters.ts';
import { EU, exportOf, factsWith, fleetWith, NO_RECORDS, US } from './exports.ts';

const { signal } = new AbortController();
const files = new Map(
  [US, EU].map((link) => [
    `clusters/${link}/a.yaml`,
    new TextEncoder().encode(`${exportOf('cart')}---\n${exportOf('pay')}`),
  ]),
);
const service = (name: string, namespace = 'shop') => ({ metadata: { name, namespace } });

async function found(
  clusters = createMemoryClusters(),
  codes = ['export-without-service'],
  tree = files,
  observed: ObservedState = { resources: new Map(), unknown: [] },
) {
  const fleet = fleetWith();
  const facts = factsWith({ [US]: ['net.gke.io'], [EU]: ['net.gke.io'] });
  const compiled = compileFleet(FEATURES, 'acme', fleet, tree, facts);
  const { policy } = fleet;
  const { diagnostics } = await planAgainst(
    {
      rules: RULES,
      looks: LOOKS,
      fleet,
      policy,
      commit: 'c1',
      compiled,
      facts,
      observed,
      quotas: undefined,
      records: NO_RECORDS,
    },
    clusters,
    signal,
  );
  return diagnostics.filter(({ code }) => codes.includes(code));
}

it('says of each export that comes, where no such Service stands', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(US, 'services', [service('cart'), service('pay', 'elsewhere')]);
  clusters.seed(EU, 'services', [service('cart'), service('pay')]);
  expect(await found(clusters)).toMatchObject([
    {
      severity: 'warning',
      message: `${US} has no Service shop/pay: nothing is exported until there is one`,
      source: { file: `clusters/${US}/a.yaml`, line: 7, column: 18 },
    },
  ]);
});

it('says nothing of a cluster that cannot be read', async () => {
  const clusters = createMemoryClusters();
  clusters.unreachable.add(US);
  expect((await found(clusters)).map(({ source }) => source?.file)).toEqual([
    `clusters/${EU}/a.yaml`,
    `clusters/${EU}/a.yaml`,
  ]);
});

type Texts = Readonly<Record<string, string>>;
const imported = (name: string, more: { labels?: Texts; annotations?: Texts }) => ({
  metadata: { name, namespace: 'shop', ...more },
});
const THERE = ['import-of-others', 'derived-name-differs'];

it('says where an import of somebody else stands under a name that comes, once for each name', async () => {
  const clusters = createMemoryClusters();
  const labels = { 'app.kubernetes.io/managed-by': 'submariner' };
  for (const link of [US, EU])
    clusters.seed(link, 'serviceimports', [imported('cart', { labels }), imported('other', { labels })]);
  const [first, ...others] = await found(clusters, THERE);
  expect(first).toMatchObject({
    code: 'import-of-others',
    severity: 'warning',
    message: expect.stringMatching(/ServiceImport shop\/cart of .* belongs to submariner/) as string,
    source: { line: 3, column: 18 },
  });
  expect(others).toEqual([]);
});

it('says where somebody else has put endpoints under a name that comes, and nothing of those of GKE', async () => {
  const clusters = createMemoryClusters();
  const slice = (name: string, of: string, manager: string) => ({
    metadata: {
      name,
      namespace: 'shop',
      labels: { 'multicluster.kubernetes.io/service-name': of, 'endpointslice.kubernetes.io/managed-by': manager },
    },
  });
  clusters.seed(US, 'endpointSlice', [
    slice('a', 'cart', 'lighthouse-agent.submariner.io'),
    slice('b', 'pay', 'gke-mcs-controller.gke.io'),
  ]);
  expect(await found(clusters, THERE)).toMatchObject([
    {
      code: 'import-of-others',
      message: `the EndpointSlice a of shop/cart in ${US} belongs to lighthouse-agent.submariner.io`,
      source: { line: 3, column: 18 },
    },
  ]);
});

it('says where the Service behind a name is called otherwise than it is predicted', async () => {
  const clusters = createMemoryClusters();
  const labels = { 'app.kubernetes.io/managed-by': 'gke-mcs-controller.gke.io' };
  const annotated = (derived: string) => ({ labels, annotations: { 'net.gke.io/derived-service': derived } });
  clusters.seed(US, 'serviceimports', [imported('cart', annotated('gke-mcs-0000000000')), imported('pay', { labels })]);
  clusters.seed(EU, 'serviceimports', [
    imported('cart', annotated(derivedServiceName({ namespace: 'shop', name: 'cart' }))),
  ]);
  expect(await found(clusters, THERE)).toMatchObject([
    {
      code: 'derived-name-differs',
      message: expect.stringContaining(`gke-mcs-0000000000 in ${US}, and not gke-mcs-`) as string,
      source: { line: 3, column: 18 },
    },
  ]);
});

it('says at the line of the export that decides from then on, that the oldest one goes', async () => {
  const standing = (cluster: string, creationTimestamp: string) => {
    const ref = refInCluster(serviceExport, cluster, 'cart', 'shop', 'net.gke.io');
    const annotations = { [OWNER_ANNOTATION]: 'rangelight/v2 installation=acme fleet=prod unit=shop' };
    const metadata = { name: 'cart', namespace: 'shop', creationTimestamp, labels: MANAGED_BY, annotations };
    return [refKey(ref), { ref, body: { metadata }, ours: true }] as const;
  };
  const observed = (us: string, eu: string): ObservedState => ({
    resources: new Map([standing(US, us), standing(EU, eu)]),
    unknown: [],
  });
  const left = new Map([...files].filter(([path]) => path.includes(EU)));
  const told = (us: string, eu: string) =>
    found(createMemoryClusters(), ['oldest-export-goes'], left, observed(us, eu));
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
  expect(await told(early, late)).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringContaining(`goes, in ${US}: that in ${EU} is expected to decide`) as string,
      source: { file: `clusters/${EU}/a.yaml`, line: 3, column: 18 },
    },
  ]);
  expect(await told(late, early)).toEqual([]);
});
