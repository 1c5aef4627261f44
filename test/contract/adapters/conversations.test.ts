// The Conversations port: GitHub by the emulator, and the fake that use cases are tested with.
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { WRITES } from '../../../lib/adapters/github/access.ts';
import { createCodeHosts } from '../../../lib/adapters/github/index.ts';
import type { Conversations } from '../../../lib/ports/index.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { app, appWith, privateKey } from '../github/app-fixture.ts';
import { type LocalGitHub, name, owner, startLocalGitHub } from '../github/local-github.ts';
import { type ConversationsRig, conversationsSuite } from './suites/conversations.ts';
import { HANGS_MS } from '../../limits.ts';

const OWNERS = '* @mia\n';
const NAMES = ['acme/fleet', 'acme/edge'] as const;
const access = { type: 'app', id: String(app.id), privateKey: createPrivateKey(privateKey) } as const;

describe('GitHub, as an App on two repositories', () => {
  let github: LocalGitHub;
  const rigs = new Map<string, ConversationsRig>();
  beforeAll(async () => {
    // An edit is told by its second: a minute each real second.
    const clock = scaledClock(60);
    const granted = { ...WRITES, contents: 'read' } as const;
    const edge = { owner: 'acme', repo: 'edge' };
    github = await startLocalGitHub('optional', { clock, app: appWith(granted, edge.repo), others: [edge] });
    const options = { repositories: NAMES, baseUrl: github.url, callTimeoutMs: HANGS_MS, access };
    const hosts = createCodeHosts({ ...options, clock: { now: () => clock.now(), sleep: () => Promise.resolve() } });
    for (const name of NAMES) rigs.set(name, await rigOn(github, name, hosts.of(name)));
  });
  afterAll(() => github[Symbol.asyncDispose]());

  describe.each(NAMES)('%s', (name) => {
    conversationsSuite(() => rigs.get(name) ?? expect.unreachable());
  });
});

describe('GitHub', () => {
  it('says so when members may not be read', async () => {
    await using local = await startLocalGitHub('optional', { app: appWith({ issues: 'write' }) });
    const hosts = createCodeHosts({ repositories: NAMES, baseUrl: local.url, callTimeoutMs: HANGS_MS, access });
    const asked = hosts.of(name).isTeamMember(owner, 'fleet', 'mia', new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('memory', () => {
  let rig: ConversationsRig;
  beforeEach(() => {
    rig = memoryRig();
  });
  conversationsSuite(() => rig);
});

async function rigOn(
  github: LocalGitHub,
  where: (typeof NAMES)[number],
  port: Conversations,
): Promise<ConversationsRig> {
  const { acts } = github.emulator.repository(where);
  const [, repo = ''] = where.split('/');
  const here = { owner, repo };
  await acts.push('ada', { branch: 'main', files: { CODEOWNERS: OWNERS } });
  const pull = async (branch: string) => {
    const head = await acts.push('ada', { branch, files: { [branch]: 'x' } });
    return { number: await acts.open('ada', { head: branch, title: branch }), head };
  };
  const merged = await pull('merged');
  const { data } = await github.person.rest.pulls.merge({ ...here, pull_number: merged.number });
  const open = await pull('open');
  const issue = await github.person.rest.issues.create({ ...here, title: 'Drift' });
  const issue_number = issue.data.number;
  return {
    port,
    org: owner,
    people: { admin: 'ada', writer: 'mia', reader: 'rae' },
    owners: OWNERS,
    issue: issue_number,
    open,
    merged: { ...merged, commit: data.sha },
    say: async (body) => (await github.reader.rest.issues.createComment({ ...here, issue_number, body })).data.id,
    async edit(comment_id) {
      const at = (await github.reader.rest.issues.getComment({ ...here, comment_id })).data.created_at;
      for (let now = at; now === at; ) {
        const { data: edited } = await github.reader.rest.issues.updateComment({ ...here, comment_id, body: 'two' });
        now = edited.updated_at;
      }
    },
    remove: async (comment_id) => void (await github.reader.rest.issues.deleteComment({ ...here, comment_id })),
    sayAsApp: async () =>
      (await github.bot.rest.issues.createComment({ ...here, issue_number, body: '/rangelight plan' })).data.id,
    async check() {
      const run = { ...here, name: 'rangelight/plan', head_sha: open.head, conclusion: 'success' } as const;
      return (await github.bot.rest.checks.create(run)).data.id;
    },
    async reactions(comment_id) {
      const { data: given } = await github.person.rest.reactions.listForIssueComment({ ...here, comment_id });
      return given.map(({ content }) => content);
    },
  };
}

function memoryRig(): ConversationsRig {
  const port = createMemoryConversations();
  const pull = { type: 'pull-request', author: 'ada', baseBranch: 'main' } as const;
  const [open, merged] = [
    { number: 2, head: 'a'.repeat(40) },
    { number: 3, head: 'b'.repeat(40), commit: 'c'.repeat(40) },
  ];
  port.topics.set(1, { type: 'issue', number: 1 });
  port.topics.set(2, { ...pull, ...open, state: 'open' });
  port.topics.set(3, {
    ...pull,
    number: 3,
    head: merged.head,
    state: 'merged',
    mergeCommit: merged.commit,
    mergedBy: 'ada',
  });
  port.permissions.set('ada', 'admin').set('mia', 'write').set('rae', 'read');
  port.teams.set(`${owner}/fleet`, ['mia']);
  port.files.set('CODEOWNERS', OWNERS);
  let lastId = 100;
  const say = async (body: string, isBot = false): Promise<number> => {
    lastId += 1;
    port.comments.set(lastId, { id: lastId, number: 1, by: 'rae', isBot, isEdited: false, body });
    return lastId;
  };
  return {
    port,
    org: owner,
    people: { admin: 'ada', writer: 'mia', reader: 'rae' },
    owners: OWNERS,
    issue: 1,
    open,
    merged,
    say: (body) => say(body),
    async edit(id) {
      const comment = port.comments.get(id);
      if (comment !== undefined) port.comments.set(id, { ...comment, isEdited: true });
    },
    remove: async (id) => void port.comments.delete(id),
    sayAsApp: () => say('/rangelight plan', true),
    async check() {
      port.checkRuns.set(50, { name: 'rangelight/plan', commit: open.head, isOurs: true });
      return 50;
    },
    reactions: async (id) =>
      port.reactions.flatMap((one) => (one.startsWith(`${id} `) ? [one.split(' ')[1] ?? ''] : [])),
  };
}
