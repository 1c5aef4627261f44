// What people do on GitHub, by their logins: what a request of theirs can do goes the way of that request; what has no
// REST API (buttons, the merge queue, drafts) is done here.
import type { Account } from './accounts.ts';
import { announce } from './announce.ts';
import { forbidden, notFound, Problem } from './errors.ts';
import { branchRef, type Fork } from './forks.ts';
import type { MergeQueue } from './merge-queue.ts';
import { commitFiles, type FileChanges } from './repository/file-commits.ts';
import { refTarget } from './repository/revisions.ts';
import { mayPush } from './roles.ts';
import { dispatch, type Route, splitPath } from './router.ts';
import { announceRun } from './routes/check-runs.ts';
import type { Issue, Pull } from './state.ts';
import type { World } from './world.ts';

export type { FileChanges } from './repository/file-commits.ts';

export interface Push {
  readonly branch: string;
  readonly files: FileChanges;
  readonly message?: string;
  /** Replaces the branch's last commit: a forced push. */
  readonly force?: boolean;
}

export interface ForkPull extends Push {
  readonly title: string;
  readonly body?: string;
  readonly base?: string;
  readonly draft?: boolean;
}

/** Everything rejects with a Problem where GitHub would refuse it; unknown logins are 404. */
export interface Acts {
  /** Comments on an issue or pull request; gives the comment's id. */
  comment(login: string, number: number, body: string): Promise<number>;
  /** Presses a button of a check run. */
  pressButton(login: string, checkRunId: number, identifier: string): void;
  /** Re-runs a check run. */
  rerequest(login: string, checkRunId: number): Promise<void>;
  /** Commits and pushes: to the repository if he may, else to his fork, which is made if need be. Gives the SHA. */
  push(login: string, push: Push): Promise<string>;
  /** Pushes to his fork and opens a pull request from there. */
  openFromFork(login: string, pull: ForkPull): Promise<{ readonly number: number; readonly sha: string }>;
  /** Opens a pull request between branches of the repository; gives its number. */
  open(
    login: string,
    pull: {
      readonly head: string;
      readonly title: string;
      readonly body?: string;
      readonly base?: string;
      readonly draft?: boolean;
    },
  ): Promise<number>;
  markReady(login: string, number: number): Promise<void>;
  convertToDraft(login: string, number: number): Promise<void>;
  /** Closes without merging. */
  close(login: string, number: number): Promise<void>;
  /** Gives a branch another name. */
  renameBranch(login: string, from: string, to: string): Promise<void>;
  enqueue(login: string, number: number): Promise<void>;
  dequeue(login: string, number: number): Promise<void>;
  /** Numbers of the pull requests in the merge queue. */
  queue(): readonly number[];
}

/** @param routes of the repository. */
export function createActs(world: World, routes: readonly Route[], queue: MergeQueue): Acts {
  const { git, state } = world;
  /** One call below the repository as somebody, past credentials and limits; throws Problem. */
  const as = async (
    actor: Account,
    method: Route['method'],
    path: string,
    body: object,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const request = new Request(`http://github.invalid/${path}`, { method, body: JSON.stringify(body) });
    return (await dispatch(routes, splitPath(path), request, actor)).json as Readonly<Record<string, unknown>>;
  };
  const person = (login: string): Account => {
    const account = world.accounts.byLogin(login);
    if (account === undefined) throw notFound(`${login} is not a user`);
    return account;
  };
  const pusher = (login: string): Account => {
    const account = person(login);
    if (!mayPush(account)) throw forbidden('Must have push access to repository');
    return account;
  };
  const pullNumbered = (number: number): { readonly issue: Issue; readonly pull: Pull } => {
    const issue = state.issues.find((one) => one.number === number);
    if (issue?.pull === undefined) throw notFound();
    return { issue, pull: issue.pull };
  };
  const post = (actor: Account, path: string, body: object) => as(actor, 'POST', path, body);
  const forkOf = async (actor: Account): Promise<Fork> => {
    const known = (): Fork | undefined => state.forks.find((one) => one.owner.login === actor.login);
    if (known() === undefined) await post(actor, 'forks', {});
    const fork = known();
    if (fork === undefined) throw notFound();
    return fork;
  };

  const pushTo = (actor: Account, fork: Fork | undefined, { branch, files, message, force }: Push): Promise<string> =>
    world.changeRefs(actor, async () => {
      const ref = branchRef(fork, branch);
      const tip = await refTarget(git, ref);
      const base = await refTarget(git, `refs/heads/${world.defaultBranch}`);
      const parent = tip !== undefined && force === true ? await resolveParent(tip) : (tip ?? base);
      const by = { name: actor.login, email: actor.email };
      const at = world.clock.now();
      const sha = await commitFiles(
        git,
        { parent, files, message: message ?? 'Change files' },
        { author: by, committer: by, at },
      );
      await git.bytes(['update-ref', ref, sha]);
      return sha;
    });
  const resolveParent = async (sha: string): Promise<string | undefined> => {
    const { yes, text } = await git.ask(['rev-parse', '--verify', '--quiet', `${sha}^1`]);
    return yes ? text : undefined;
  };

  const setDraft = async (login: string, number: number, draft: boolean): Promise<void> => {
    const actor = person(login);
    const { issue, pull } = pullNumbered(number);
    if (!mayPush(actor) && issue.author.login !== actor.login) throw forbidden('Must have push access to repository');
    if (pull.draft === draft || issue.state === 'closed')
      throw new Problem(422, 'Pull request is in that state already');
    pull.draft = draft;
    issue.updatedAt = world.now();
    await announce(world, draft ? 'converted_to_draft' : 'ready_for_review', issue, actor);
    await world.reported(actor);
  };

  return {
    async comment(login, number, body) {
      return (await post(person(login), `issues/${number}/comments`, { body }))['id'] as number;
    },
    pressButton(login, checkRunId, identifier) {
      const actor = pusher(login);
      const run = state.checkRuns.find((one) => one.id === checkRunId);
      if (run === undefined || !run.actions.some((one) => one.identifier === identifier)) throw notFound();
      announceRun(world, actor, 'requested_action', run, { requested_action: { identifier } });
    },
    async rerequest(login, checkRunId) {
      await post(pusher(login), `check-runs/${checkRunId}/rerequest`, {});
    },
    async push(login, push) {
      const actor = person(login);
      return pushTo(actor, mayPush(actor) ? undefined : await forkOf(actor), push);
    },
    async openFromFork(login, { title, body, base, draft, ...push }) {
      const actor = person(login);
      const sha = await pushTo(actor, await forkOf(actor), push);
      const made = await post(actor, 'pulls', {
        title,
        head: `${actor.login}:${push.branch}`,
        base: base ?? world.defaultBranch,
        ...(body === undefined ? {} : { body }),
        draft: draft ?? false,
      });
      return { number: made['number'] as number, sha };
    },
    async open(login, pull) {
      return (await post(person(login), 'pulls', { base: world.defaultBranch, ...pull }))['number'] as number;
    },
    markReady: (login, number) => setDraft(login, number, false),
    convertToDraft: (login, number) => setDraft(login, number, true),
    async close(login, number) {
      await as(person(login), 'PATCH', `pulls/${number}`, { state: 'closed' });
    },
    async renameBranch(login, from, to) {
      await post(pusher(login), `branches/${encodeURIComponent(from)}/rename`, { new_name: to });
    },
    async enqueue(login, number) {
      const actor = pusher(login);
      await world.changeRefs(actor, () => queue.add(pullNumbered(number).issue, actor));
    },
    async dequeue(login, number) {
      const actor = pusher(login);
      await world.changeRefs(actor, () => queue.remove(pullNumbered(number).issue, actor));
    },
    queue: () => queue.waiting(),
  };
}
