// A person's word on a cluster: read and noted by the engine, which asks every feature that can keep requests away from
// one, and knows neither what that takes nor what it is done to.
import { expect, test } from 'vitest';
import { sayDrain } from '../../../lib/app/words/drains.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import { type FeatureRuns, looksOf, runsOf } from '../../../lib/live/index.ts';
import { manifestKinds } from '../../../lib/manifest/index.ts';
import { kindsOf } from '../../../lib/model/index.ts';
import { rulesOf } from '../../../lib/plan/index.ts';
import { drainOutcomes } from '../../../lib/state/index.ts';
import { createBareRig, NEVER } from '../app/bare-rig.ts';
import { desiredOf, FLEET, UNIT, US } from '../fleet-of-two.ts';
import { router } from './made-up.ts';

const WORD = { cluster: US, by: 'github ann', reason: 'disks', asked: { comment: 7, issue: 1 } };
const kinds = kindsOf([router]);

async function heeded(features: readonly FeatureRuns[], says: Parameters<typeof sayDrain>[2]['says']) {
  const rig = createBareRig({
    features: { kinds: manifestKinds([], {}), compilers: [] },
    looks: looksOf([]),
    rules: rulesOf(kinds, []),
    runs: runsOf(kinds, features),
  });
  await rig.head(1, desiredOf([]), { apply: 'merge' });
  await sayDrain(rig.world, FLEET, { ...WORD, says }, NEVER);
  await rig.obey({ type: 'drain', fleet: FLEET });
  return rig.value(drainOutcomes.at(FLEET, US));
}

const turned = (name: string) => ({ unit: UNIT, name, outcome: 'drained' }) as const;
const quiet = { undrain: async () => [] };

test('every feature is asked for what it can keep away, and what each did is noted', async () => {
  const drains = (name: string): FeatureRuns => ({
    drains: { ...quiet, drain: async ({ cluster, by }) => [{ ...turned(name), why: `${cluster} ${by}` }] },
  });
  expect(await heeded([drains('one'), {}, drains('two')], { type: 'drain', durationMs: 60_000 })).toMatchObject({
    isDone: true,
    turned: [{ ...turned('one'), why: `${US} github ann` }, turned('two')],
  });
});

test('a feature is asked to give back, with how it is to', async () => {
  const drains = {
    drain: async () => [],
    undrain: async ({ isAtOnce }: { readonly isAtOnce: boolean }) => [{ ...turned('one'), why: String(isAtOnce) }],
  };
  expect(await heeded([{ drains }], { type: 'undrain', atOnce: true })).toMatchObject({ turned: [{ why: 'true' }] });
});

test.each([
  ['invalid', true],
  ['unavailable', false],
] as const)('what fails as %s is over: %s', async (code, isDone) => {
  const drain = () => Promise.reject(new RangelightError(code, 'compute', 'no'));
  expect(await heeded([{ drains: { ...quiet, drain } }], { type: 'drain', durationMs: 60_000 })).toMatchObject({
    isDone,
    why: 'no',
    turned: [],
  });
});
