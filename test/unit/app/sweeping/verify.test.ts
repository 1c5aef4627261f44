// What features expect of others: asked in each sweep, told as what stops is, and noted only when it changes.
import { expect, it } from 'vitest';
import { verifyStops } from '../../../../lib/app/sweeping/verify.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { type Expectations, looksOf, type Verified } from '../../../../lib/live/index.ts';
import { expectations } from '../../../../lib/state/index.ts';
import { createFixedClock } from '../../../fakes/fixed-clock.ts';
import { createMemoryClusters } from '../../../fakes/memory-clusters.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { factsWith, fleetWith } from '../../features/services/exports.ts';

const { signal } = new AbortController();

/** A made-up feature that finds something, and keeps what it is told to. */
function swept() {
  const store = createMemoryStore(createFixedClock());
  const asked: (JsonObject | undefined)[] = [];
  let answer: Verified | undefined = {
    memory: { since: 1 },
    found: [{ subject: 'a', why: 'it is not there', since: 1 }],
  };
  const verify = async ({ memory }: Expectations) => {
    asked.push(memory);
    return answer;
  };
  const world = { store, clock: createFixedClock(), looks: looksOf([{ verify: { services: verify } }]) };
  const observed = { resources: new Map(), unknown: [] };
  return {
    store,
    asked,
    answers: (next: Verified | undefined) => {
      answer = next;
    },
    sweep: (section?: string) => {
      const known = { fleet: fleetWith(section), facts: factsWith({}), observed, applied: new Map() };
      return verifyStops(world, known, { clusters: createMemoryClusters() }, signal);
    },
  };
}

it('tells what is found, and hands back what was kept', async () => {
  const { sweep, asked, store } = swept();
  expect(await sweep()).toEqual([{ reason: 'not-made-by-others', subject: 'a', why: 'it is not there', since: 1 }]);
  await sweep();
  expect(asked).toEqual([undefined, { since: 1 }]);
  expect(store.changes).toHaveLength(1);
});

it('forgets what is expected no more, and begins anew where the document is damaged', async () => {
  const { sweep, asked, answers, store } = swept();
  await sweep();
  answers(undefined);
  expect(await sweep()).toEqual([]);
  expect((await expectations.at('prod').read(store, signal))?.value).toEqual({ features: {} });
  store.state.put(expectations.at('prod').key, '{');
  await sweep();
  expect(asked.at(-1)).toBeUndefined();
  expect((await expectations.at('prod').read(store, signal))?.value).toEqual({ features: {} });
});

it('asks no feature, and reads nothing, where the fleet file does not ask for it', async () => {
  const { sweep, asked, store } = swept();
  expect(await sweep('')).toEqual([]);
  expect([asked, store.keys()]).toEqual([[], []]);
});
