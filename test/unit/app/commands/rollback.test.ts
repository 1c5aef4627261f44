// Case 35: a rollback that a person asks for in a comment shows its plan there before anything begins, obeys the gates,
// says how far it is, and is approved wherever it is named.
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { goOn } from '../../../../lib/app/words/go-on.ts';
import { acts, pins, revisions } from '../../../../lib/state/index.ts';
import { commandReply } from '../../../../lib/report/index.ts';
import { createProposals, manifests, type Proposals, tree } from '../planning/proposals-rig.ts';
import { NEVER } from '../rig.ts';

const sha = (letter: string): string => letter.repeat(40);
const [FIRST, SECOND, THIRD] = [sha('a'), sha('b'), sha('c')];
const ISSUE = 40;
const OVER = /\*\*is over\*\*: the unit follows the branch again, which is at `[abc]{12}`/;

const rule = (host: string): string =>
  `        - {host: ${host}, http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}\n`;
const withHosts = (...hosts: readonly string[]) => ({
  ...tree('one.example.com', { policy: 'apply: merge' }),
  'manifests/blue.yaml': `${manifests('one.example.com')}${hosts.map(rule).join('')}`,
});

let hub: Proposals;
let last: number;
beforeEach(() => {
  hub = createProposals();
  hub.writers.add('bob');
  hub.conversations.topics.set(ISSUE, { type: 'issue', number: ISSUE });
  last = 100;
});

/** The branch goes from one set of hosts to another, and what that takes away is approved. */
async function landed(before: readonly string[], after: readonly string[]): Promise<void> {
  hub.commit(FIRST, withHosts(...before));
  await hub.land(FIRST);
  await hub.work();
  hub.commit(SECOND, withHosts(...after), FIRST);
  await hub.land(SECOND);
  const plan = (await planOfHead()) ?? '';
  await approve(hub, 'prod', plan, { by: 'ann', reason: 'as planned', opens: EVERY_GATE }, NEVER);
  await hub.work();
}
const planOfHead = async () =>
  (await hub.value(revisions.at('prod', SECOND, 'head')))?.units.find(({ unit }) => unit === 'blue')?.plan;

async function say(by: string, body: string, where = ISSUE): Promise<string> {
  hub.clock.advance(60_000);
  last += 1;
  await hub.say(where, by, body);
  return reply(last, where) ?? '';
}
const reply = (id: number, where = ISSUE): string | undefined => {
  const answer = { type: 'done', said: [], by: '', at: 0 } as const;
  return hub.host.comment(where, commandReply({ id: `comment-${id}`, answer, usage: [] }).marker);
};
const hosts = (): string => JSON.stringify(hub.compute.keys().map((key) => hub.compute.body(key)?.['hostRules'] ?? ''));
const asked = async () => (await acts.list(hub.store, ['prod'], NEVER)).found.map(({ value }) => value.action);

describe('that takes no host away', () => {
  // Going back brings a host again.
  beforeEach(() => landed(['two.example.com'], []));

  test('shows its plan with the line that begins it, and nothing begins', async () => {
    const said = await say('alice', '/rangelight rollback blue "half of them are down"');
    expect(said).toContain('nothing begins before somebody approves its plan');
    expect(said).toMatch(/### prod · goes back: blue/);
    expect(said).toContain('**Nothing begins** before somebody says yes to this plan.');
    expect(said).toContain('two.example.com');
    const plan = (await planOfHead()) ?? '';
    expect(said).toContain(`/rangelight approve ${plan.slice(0, 12)}`);
    expect(said).toContain('/rangelight resume --unit blue --fleet prod');
    expect(await hub.work()).toEqual([]);
    expect(hosts()).not.toContain('two.example.com');
    expect(hub.host.check(SECOND, 'rangelight/apply (prod)')).toMatchObject({
      conclusion: 'action_required',
      title: 'the rollback of blue waits for an approval of its plan',
    });
    // Nor do sweeps, or a word for what the branch asks for, begin it.
    expect(await say('bob', '/rangelight apply')).toMatch(/^\*\*Nothing begins\*\*.*\n*- blue: its rollback .* waits/);
    expect(await hub.work()).toEqual([]);
  });

  test('begins by the word of whoever asked, on whatever issue, and the reply says how it went', async () => {
    await say('alice', '/rangelight rollback blue');
    const id = last;
    const plan = (await planOfHead()) ?? '';
    expect(await say('alice', `/rangelight approve ${plan.slice(0, 12)}`)).toContain('is approved');
    expect(await hub.work()).toMatchObject([{ unit: 'blue', plan }]);
    expect(hosts()).toContain('two.example.com');
    expect(reply(id)).toMatch(/🟢 `blue` \*\*is rolled back\*\*: what serves is what run `\d{6}-[0-9a-f]+` reached/);
    expect(reply(id)).not.toContain('Nothing begins');
    expect(await asked()).toEqual(expect.arrayContaining(['roll-back', 'approve']));
  });

  test('with --now begins without a further word', async () => {
    const said = await say('alice', '/rangelight rollback blue --now "on fire"');
    expect(said).toContain('it begins as soon as it is planned');
    expect(await hub.work()).toMatchObject([{ unit: 'blue' }]);
    expect(hosts()).toContain('two.example.com');
    expect(reply(last)).toContain('**is rolled back**');
  });

  test('is ended before it began, and what the branch asks for stands', async () => {
    await say('alice', '/rangelight rollback blue');
    await say('bob', '/rangelight resume --unit blue');
    expect(await hub.work()).toEqual([]);
    expect(await hub.value(pins.at('prod', 'blue'))).toBeUndefined();
    expect(hosts()).not.toContain('two.example.com');
    expect(reply(101)).toMatch(OVER);
    expect(reply(101)).not.toContain('Nothing begins');
    // Heard again, it says the same.
    const comment = { id: 101, body: '/rangelight rollback blue' };
    await hub.deliver('issue_comment', { action: 'created', comment, issue: { number: ISSUE } });
    expect(reply(101)).toMatch(OVER);
  });

  test.each([
    ['somebody on the command line', () => goOn(hub, 'prod', 'blue', { by: 'ann', reason: 'mended' }, NEVER)],
    [
      'a commit that asks for something else',
      async () => {
        hub.commit(THIRD, withHosts('three.example.com'), SECOND);
        await hub.land(THIRD);
      },
    ],
  ])('its reply says that it is over when %s ends it', async (_, end) => {
    await say('alice', '/rangelight rollback blue --now');
    await hub.work();
    expect(reply(101)).toContain('**is rolled back**');
    await end();
    await hub.work();
    expect(reply(101)).toMatch(OVER);
    expect(reply(101)).not.toContain('**is rolled back**');
  });

  test('another one of the unit takes its place, and each reply says so', async () => {
    await say('alice', '/rangelight rollback blue');
    await say('bob', '/rangelight rollback blue --now');
    await hub.work();
    expect(reply(101)).toContain('**is over**: somebody asked for another one of the unit since.');
    expect(reply(102)).toContain('**is rolled back**');
  });

  test('the same comment heard again says what it said, and asks for nothing more', async () => {
    const said = await say('alice', '/rangelight rollback blue');
    const pin = await hub.value(pins.at('prod', 'blue'));
    const comment = { id: last, body: hub.conversations.comments.get(last)?.body ?? '' };
    await hub.deliver('issue_comment', { action: 'created', comment, issue: { number: ISSUE } });
    expect(reply(last)).toBe(said);
    expect(await hub.value(pins.at('prod', 'blue'))).toEqual(pin);
  });
});

describe('that takes a host away', () => {
  beforeEach(() => landed([], ['two.example.com']));

  test.each(['', ' --now'])('waits for somebody else than who asked for it (%s)', async (flag) => {
    const said = await say('alice', `/rangelight rollback blue${flag}`);
    expect(said).toContain('**Held now** until');
    expect(said).toContain('somebody other than who asked for it');
    expect(said).toContain('two.example.com');
    const plan = (await planOfHead()) ?? '';
    expect(await say('alice', `/rangelight approve ${plan.slice(0, 12)}`)).toContain('cannot open its gates');
    expect(await hub.work()).toEqual([]);
    expect(hosts()).toContain('two.example.com');
    await say('bob', `/rangelight approve ${plan.slice(0, 12)}`);
    expect(await hub.work()).toMatchObject([{ unit: 'blue', plan }]);
    expect(hosts()).not.toContain('two.example.com');
  });
});
