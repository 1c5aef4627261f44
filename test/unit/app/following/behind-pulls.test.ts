// Open pull requests when the branch moves: planned again in turns, the newest first, and told how far they are behind
// until then.
import { beforeEach, expect, test } from 'vitest';
import { openPulls, revisions } from '../../../../lib/state/index.ts';
import { createProposals, fleetFile, manifests, type Proposals } from '../planning/proposals-rig.ts';
import { REPOSITORY } from '../rig.ts';

const sha = (letter: string, number: number): string => letter + String(number).padStart(39, '0');
const [BASE, NEXT, LAST] = [sha('a', 0), sha('a', 1), sha('a', 2)];
const DAY_MS = 24 * 60 * 60 * 1000;
const topic = (number: number): string => sha('c', number);

let hub: Proposals;
beforeEach(async () => {
  hub = createProposals();
  // What blocks a fleet is told in a moment: here it is about who is planned, not about what.
  const broken = {
    'rangelight.yaml': fleetFile(),
    'manifests/blue.yaml': manifests('one.example.com'),
    'README.md': '',
  };
  hub.commit(BASE, broken);
  hub.commit(NEXT, { ...broken, 'README.md': 'next' }, BASE);
  hub.commit(LAST, { ...broken, 'README.md': 'last' }, NEXT);
  await hub.land(BASE);
});

const open = async (number: number, path = 'manifests/blue.yaml'): Promise<void> => {
  const text = manifests(`h${number}.example.com`);
  hub.commit(
    topic(number),
    {
      'rangelight.yaml': fleetFile(),
      'manifests/blue.yaml': manifests('one.example.com'),
      'README.md': '',
      [path]: text,
    },
    BASE,
  );
  await hub.propose(number, topic(number));
  hub.clock.advance(1_000);
};
const baseOf = async (number: number) => (await hub.value(openPulls.at(REPOSITORY, number)))?.base;
const poll = () => hub.plan({ type: 'poll' }).then(() => hub.settle());

test('a pull request is planned again with what the branch is now (case 20)', async () => {
  await open(7);
  await hub.land(NEXT);
  expect(await baseOf(7)).toBe(NEXT);
  expect(await hub.value(revisions.at('prod', topic(7), `pull-7-${NEXT}`))).toBeDefined();
  expect(hub.comment(7)).not.toContain('behind');
});

test('one that changes nothing of a fleet is left as it is (case 20)', async () => {
  await open(7, 'docs/a.md');
  await hub.land(NEXT);
  expect(await baseOf(7)).toBe(BASE);
});

test('no more than one for each five seconds, the newest first; the others say how far the branch has gone on (case 20)', async () => {
  const numbers = Array.from({ length: 14 }, (_, index) => index + 1);
  for (const number of numbers) await open(number);
  await hub.land(NEXT);
  const waiting = async () => {
    const bases = await Promise.all(numbers.map(baseOf));
    return numbers.filter((_, index) => bases[index] === BASE);
  };
  expect(await waiting()).toEqual([1, 2]);
  for (const number of [1, 2]) expect(hub.comment(number)).toContain('the branch is 1 commit further');
  expect(hub.comment(3)).not.toContain('behind');
  await poll();
  expect(await waiting()).toEqual([1, 2]);
  hub.clock.advance(5_000);
  await poll();
  expect(await waiting()).toEqual([1]);
  expect(hub.comment(2)).not.toContain('behind');
  hub.clock.advance(60_000);
  await poll();
  expect(await waiting()).toEqual([]);
});

test('one that nobody has pushed to for two weeks is told as behind, and waits for somebody to ask (case 20)', async () => {
  await open(7);
  hub.clock.advance(15 * DAY_MS);
  await hub.land(LAST);
  expect(await baseOf(7)).toBe(BASE);
  expect(hub.comment(7)).toContain('the branch is 2 commits further');
  await hub.say(7, 'alice', '/rangelight plan');
  expect(await baseOf(7)).toBe(LAST);
  expect(hub.comment(7)).not.toContain('behind');
});
