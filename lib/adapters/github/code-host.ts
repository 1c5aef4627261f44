// The CodeHost port: each call looks first, and writes only what differs. With it comes what the same credential may ask. May import: ports, clock.
import type { CodeHost, Conversations } from '../../ports/index.ts';
import { systemClock } from '../clock/index.ts';
import { WRITES } from './access.ts';
import { authorOf, isApp } from './author.ts';
import { putCheckRun } from './check-run.ts';
import { createClient, type GitHubOptions } from './client.ts';
import { putComment } from './comment.ts';
import { createConversations } from './conversations.ts';
import { putCommitStatus } from './commit-status.ts';
import { putDeployment } from './deployment.ts';
import { redeliverFailed } from './failed-deliveries.ts';
import { putIssue } from './issue.ts';

export interface CodeHostOptions extends GitHubOptions {
  /** Login to write as (`rangelight[bot]`); absent: asked once, which a token of an App that somebody else made cannot. */
  readonly login?: string;
}

export function createCodeHost(options: CodeHostOptions): CodeHost & Conversations {
  const client = createClient(options, WRITES);
  const author = authorOf(client, options.login);
  return {
    ...createConversations(client, author),
    async putCheckRun(check, signal) {
      if (isApp(await author.login(signal))) return putCheckRun(client, check, signal);
      await putCommitStatus(client, check, signal);
      return undefined;
    },
    putComment: (pullRequest, marker, body, signal) =>
      putComment(client, author, { pullRequest, marker, body }, signal),
    redeliverFailed: (signal) => redeliverFailed(client, options.clock ?? systemClock, signal),
    putDeployment: (deployment, signal) => putDeployment(client, deployment, signal),
    putIssue: (marker, title, body, signal) => putIssue(client, author, { marker, title, body }, signal),
  };
}
