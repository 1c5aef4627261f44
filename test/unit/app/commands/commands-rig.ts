// The reporter with a pull request that has a plan, and people who say and press things; everything outside in memory.
import { report } from '../../../../lib/app/reporting/report.ts';
import { type Occasion, pullAtBase, type Revision } from '../../../../lib/plan/index.ts';
import type { PersonsComment, Topic } from '../../../../lib/ports/index.ts';
import { commandReply } from '../../../../lib/report/index.ts';
import {
  acts,
  approvals,
  commitRecords,
  heads,
  openPulls,
  type Place,
  plans,
  revisions,
} from '../../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../../fakes/memory-conversations.ts';
import { createMemoryRepository } from '../../../fakes/memory-repository.ts';
import { COMMIT, FLEET, hostDroppedAndVipReleased, type Planned } from '../../../golden/report/blue-fleet.ts';
import { reporterWorlds, signatureOf } from './reporter-worlds.ts';
import { createRig, headOf, REPOSITORY } from '../rig.ts';

export const { signal } = new AbortController();
export const PULL = 7;

export interface PressOptions {
  readonly by?: string;
  readonly repository?: string;
  readonly commit?: string;
  /** GitHub's, unless somebody else made the body up. */
  readonly signature?: string;
}

/** GitHub's body of a button that was pressed; without an action, of a check run to be run again. */
export function pressBody(
  action: string | undefined,
  { by = 'ann', repository = REPOSITORY, commit = COMMIT }: PressOptions,
) {
  return JSON.stringify({
    ...(action === undefined
      ? { action: 'rerequested' }
      : { action: 'requested_action', requested_action: { identifier: action } }),
    repository: { full_name: repository },
    sender: { login: by, type: 'User' },
    check_run: { id: 1, head_sha: commit },
  });
}

function replyMarker(comment: number): string {
  const answer = { type: 'done', said: [], by: '', at: 0 } as const;
  return commandReply({ id: `comment-${comment}`, answer, usage: [] }).marker;
}

export async function setUp(planned: Planned = hostDroppedAndVipReleased()) {
  const { clock, store, publisher, world, fleet, put } = createRig();
  const host = createMemoryCodeHost();
  const conversations = createMemoryConversations();
  const history = createMemoryRepository();
  const base = 'b'.repeat(40);
  history.commit(base, {});
  history.branch('main', base, 'ada');
  history.commit(COMMIT, {}, { onto: base, author: 'author', committer: 'author' });
  history.branch(`pull-${PULL}`, COMMIT, 'author');
  history.pull({ number: PULL, head: COMMIT });
  const worlds = reporterWorlds({ ...world, host, conversations, history });
  const inPull = (number: number): Occasion => ({
    type: 'pull-request',
    repository: REPOSITORY,
    commit: COMMIT,
    number,
    base,
  });
  const revision: Revision = { ...planned.revision, occasion: inPull(PULL) };
  const record = (number: number) =>
    put(commitRecords.at(REPOSITORY, COMMIT, pullAtBase({ number, base })), {
      occasion: inPull(number),
      fleets: [FLEET],
      diagnostics: [],
    });
  const head = (commit: string) => put(heads.at(FLEET), headOf(fleet(), 4, commit));
  await head('c'.repeat(40));
  /** Has the commit planned as the head of the pull request. */
  const planAt = async (commit: string): Promise<void> => {
    const occasion = { ...inPull(PULL), commit };
    const name = pullAtBase({ number: PULL, base });
    await put(revisions.at(FLEET, commit, name), { ...revision, occasion });
    await put(commitRecords.at(REPOSITORY, commit, name), { occasion, fleets: [FLEET], diagnostics: [] });
    const open = { number: PULL, head: commit, base, draft: false, movedAt: 0, superseded: [] };
    await put(openPulls.at(REPOSITORY, PULL), open);
  };
  await planAt(COMMIT);
  if (planned.plan !== undefined) await put(plans.at(FLEET, planned.plan.digest), planned.plan);
  for (const login of ['ann', 'ben', 'author']) conversations.permissions.set(login, 'write');
  conversations.permissions.set('guest', 'read');
  conversations.topics.set(9, { type: 'issue', number: 9 });
  conversations.checkRuns.set(1, { name: 'rangelight/plan', commit: COMMIT, isOurs: true });
  let lastId = 100;
  const pull = (more: Partial<Extract<Topic, { type: 'pull-request' }>> = {}): void => {
    conversations.topics.set(PULL, {
      type: 'pull-request',
      number: PULL,
      state: 'open',
      author: 'author',
      head: COMMIT,
      baseBranch: 'main',
      ...more,
    });
  };
  pull();
  return {
    clock,
    store,
    host,
    conversations,
    /** The branch of the pull request, with one commit of `author`, who pushed it. */
    history,
    publisher,
    revision,
    pull,
    planAt,
    put,
    /** Takes a commit as the head of the branch. */
    head,
    /** Has the commit be that of another pull request too. */
    record,
    digest: planned.plan?.digest ?? '',
    hear: (id: number) => report(worlds, { type: 'comment', repository: REPOSITORY, comment: id, issue: PULL }, signal),
    /** @param action of the button; undefined: the check run is to be run again. */
    press(action: string | undefined, options: PressOptions = {}) {
      const body = pressBody(action, options);
      const signature = options.signature ?? signatureOf(body);
      return report(worlds, { type: 'press', repository: REPOSITORY, body, signature }, signal);
    },
    worlds,
    /** The reply to a comment on the pull request, as it stands. */
    replyTo: (comment: number) => host.comment(PULL, replyMarker(comment)),
    approvals: async () => (await approvals.list(store, [FLEET], signal)).found.map(({ value }) => value),
    acts: async () => (await acts.list(store, [], signal)).found.map(({ value }) => value),
    read: async <T>(place: Place<T>) => (await place.read(store, signal))?.value,
    /** Says it as somebody, and gives the receipts and the reply. */
    async say(by: string, body: string, more: Partial<PersonsComment> = {}) {
      lastId += 1;
      const comment = { id: lastId, number: PULL, by, isBot: false, isEdited: false, body, ...more };
      conversations.comments.set(lastId, comment);
      const { number: issue } = comment;
      await report(worlds, { type: 'comment', repository: REPOSITORY, comment: lastId, issue }, signal);
      const told = (id: string) => {
        const answer = { type: 'done', said: [], by, at: 0 } as const;
        return host.comment(issue, commandReply({ id, answer, usage: [] }).marker);
      };
      return {
        id: lastId,
        reactions: conversations.reactions.flatMap((one) => (one.startsWith(`${lastId} `) ? [one.split(' ')[1]] : [])),
        reply: told(`comment-${lastId}`) ?? told(`stranger-${comment.number}-${by}`),
      };
    },
  };
}
