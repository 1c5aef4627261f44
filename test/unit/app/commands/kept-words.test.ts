// An approval of a pull request whose plan is of an older branch: it waits for the plan of what merging would do now
// (case 20).
import { beforeEach, expect, test } from 'vitest';
import { answers, approvals, keptWords, openPulls, revisions } from '../../../../lib/state/index.ts';
import { createProposals, fleetFile, manifests, type Proposals } from '../planning/proposals-rig.ts';
import { NEVER, REPOSITORY } from '../rig.ts';

const [BASE, TOPIC, ASIDE, MORE, CLASH] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];
const WEB = { 'rangelight.yaml': fleetFile(), 'manifests/web.yaml': manifests('one.example.com') };
const more = manifests('more.example.com').replaceAll('web', 'more');

let hub: Proposals;
let plan: string;
beforeEach(async () => {
  hub = createProposals();
  hub.writers.add('bob');
  hub.commit(BASE, WEB);
  hub.commit(TOPIC, { ...WEB, 'manifests/web.yaml': manifests('two.example.com') }, BASE);
  hub.commit(ASIDE, { ...WEB, 'README.md': 'aside' }, BASE);
  hub.commit(MORE, { ...WEB, 'manifests/more.yaml': more }, BASE);
  hub.commit(CLASH, { ...WEB, 'manifests/web.yaml': manifests('three.example.com') }, BASE);
  await hub.land(BASE);
  await hub.propose(7, TOPIC);
  const revision = await hub.value(revisions.at('prod', TOPIC, `pull-7-${BASE}`));
  plan = revision?.units.find(({ unit }) => unit === 'blue')?.plan ?? '';
});

const approve = () => hub.say(7, 'bob', `/rangelight approve ${plan.slice(0, 12)}`);
const approval = () => hub.value(approvals.at('prod', plan));
const kept = () => keptWords.keys(hub.store, [], NEVER);
const reactions = () => hub.conversations.reactions.map((one) => one.split(' ')[1]);
const baseOf = async () => (await hub.value(openPulls.at(REPOSITORY, 7)))?.base;
/** The branch is there, and nobody has told of it. */
const move = (sha: string) => hub.branch('main', sha);

test('of the plan of now is answered at once', async () => {
  await approve();
  expect(await approval()).toMatchObject({ by: 'github bob' });
  expect(reactions()).toEqual(['eyes', 'rocket']);
});

test('of a plan that is still the same when it is planned again is given', async () => {
  move(ASIDE);
  await approve();
  expect(await baseOf()).toBe(ASIDE);
  expect(await approval()).toMatchObject({ by: 'github bob' });
  expect(reactions().at(-1)).toBe('rocket');
  expect(await kept()).toEqual([]);
});

test('of a plan that is another one by then is refused, and nothing is approved', async () => {
  move(MORE);
  await approve();
  expect(await approvals.keys(hub.store, [], NEVER)).toEqual([]);
  expect(reactions().at(-1)).toBe('-1');
  expect(await kept()).toEqual([]);
});

test('of one that conflicts by then is refused in words', async () => {
  move(CLASH);
  await approve();
  expect(await approval()).toBeUndefined();
  const [answer] = (await answers.list(hub.store, [], NEVER)).found;
  expect(answer?.value).toMatchObject({ type: 'refused', said: [expect.stringContaining('it conflicts with')] });
});

test('waits while it is not known what merging would make, and is not asked for again', async () => {
  move(ASIDE);
  hub.pull({ number: 7, isSlow: true });
  await approve();
  expect(await approval()).toBeUndefined();
  expect(await kept()).toHaveLength(1);
  expect(reactions().at(-1)).toBe('eyes');
  hub.pull({ number: 7, isSlow: false });
  await hub.plan({ type: 'poll' });
  await hub.settle();
  expect(await approval()).toMatchObject({ by: 'github bob' });
  expect(await kept()).toEqual([]);
});

test('is answered when the pull request is closed while it waits', async () => {
  move(ASIDE);
  hub.pull({ number: 7, isSlow: true });
  await approve();
  hub.pull({ number: 7, state: 'closed' });
  await hub.deliver('pull_request', { action: 'closed', number: 7 });
  expect(await approval()).toBeUndefined();
  expect(reactions().at(-1)).toBe('-1');
  expect(await kept()).toEqual([]);
});
