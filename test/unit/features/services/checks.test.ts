// What is looked up of exports before the merge: whether there is something to export.
import { expect, it } from 'vitest';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import { planAgainst } from '../../../../lib/app/planning/plan-against.ts';
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

async function found(clusters = createMemoryClusters()) {
  const fleet = fleetWith();
  const facts = factsWith({ [US]: ['net.gke.io'], [EU]: ['net.gke.io'] });
  const compiled = compileFleet(FEATURES, 'acme', fleet, files, facts);
  const observed = { resources: new Map(), unknown: [] };
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
  return diagnostics.filter(({ code }) => code === 'export-without-service');
}

it('says of each export that comes, where no such Service stands', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(US, 'services', [service('cart'), service('pay', 'elsewhere')]);
  clusters.seed(EU, 'services', [service('cart'), service('pay')]);
  expect(await found(clusters)).toMatchObject([
    {
      severity: 'warning',
      message: `${US} has no Service shop/pay: nothing is exported until there is one`,
      source: { file: `clusters/${US}/a.yaml`, line: 7 },
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
