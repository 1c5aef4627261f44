// The CodeHosts port: each call looks first, and writes only what differs. With each code host comes what the same
// credential may ask of its repository.
import type { CodeHost, CodeHosts, Conversations, PullHistory } from '../../ports/index.ts';
import { systemClock } from '../clock/index.ts';
import { WRITES } from './access.ts';
import { type GitHubAuthor, authorOf, isApp } from './author.ts';
import { putCheckRun } from './check-run.ts';
import { createGitHubClients, type GitHubClient, type GitHubOptions } from './client.ts';
import { putComment, putOnTop } from './comment.ts';
import { createConversations } from './conversations.ts';
import { readHead } from './branch-head.ts';
import { putCommitStatus } from './commit-status.ts';
import { putDeployment } from './deployment.ts';
import { redeliverFailed } from './failed-deliveries.ts';
import { openIssue, putIssue } from './issue.ts';
import { readCommits, readComparison, readMergedAs, readMoves, readPushes } from './pull-history.ts';
import { ofServed } from './served.ts';

export interface CodeHostOptions extends GitHubOptions {
  /**
   * Login to write as (`rangelight[bot]`); absent: asked once, which a token of an App that somebody else made cannot.
   */
  readonly login?: string;
}

export function createCodeHosts(options: CodeHostOptions): CodeHosts {
  const clients = createGitHubClients(options, WRITES);
  const author = authorOf(clients, options.login);
  return {
    of: ofServed(options.repositories, (where) => codeHostOf(clients.clientOf(where), author)),
    redeliverFailed: (signal) => redeliverFailed(clients, options.clock ?? systemClock, signal),
  };
}

function codeHostOf(client: GitHubClient, author: GitHubAuthor): CodeHost & Conversations & PullHistory {
  return {
    ...createConversations(client, author),
    head: (branch, signal) => readHead(client, branch, signal),
    commitsOf: (number, signal) => readCommits(client, number, signal),
    compare: (from, to, signal) => readComparison(client, from, to, signal),
    pushesOf: (number, signal) => readPushes(client, number, signal),
    movesOf: (branch, signal) => readMoves(client, branch, signal),
    async putCheckRun(check, signal) {
      const login = await author.login(signal);
      if (isApp(login)) return putCheckRun(client, login, check, signal);
      await putCommitStatus(client, check, signal);
      return undefined;
    },
    putComment: (pullRequest, marker, body, signal) =>
      putComment(client, author, { pullRequest, marker, body }, signal),
    editComment: (pullRequest, marker, body, signal) =>
      putComment(client, author, { pullRequest, marker, body, onlyEdit: true }, signal),
    pullsMergedAs: (commit, branch, signal) => readMergedAs(client, commit, branch, signal),
    putOnTop: (pullRequest, marker, part, signal) => putOnTop(client, author, { pullRequest, marker, part }, signal),
    putDeployment: (deployment, signal) => putDeployment(client, deployment, signal),
    putIssue: (marker, title, body, signal) => putIssue(client, author, { marker, title, body }, signal),
    openIssue: (marker, title, body, signal) => openIssue(client, author, { marker, title, body }, signal),
  };
}
