// The CodeHost port: each call looks first, and writes only what differs. May import: core, ports.
import type { CodeHost } from '../../ports/index.ts';
import { authorOf } from './author.ts';
import { putCheckRun } from './check-run.ts';
import { createClient, type GitHubOptions } from './client.ts';
import { putComment } from './comment.ts';
import { putIssue } from './issue.ts';

export interface CodeHostOptions extends GitHubOptions {
  /** Login that the token writes as (`rangelight[bot]`); absent: asked once, which a GitHub App's token cannot do. */
  readonly login?: string;
}

export function createCodeHost(options: CodeHostOptions): CodeHost {
  const client = createClient(options);
  const author = authorOf(client, options.login);
  return {
    putCheckRun: (check, signal) => putCheckRun(client, check, signal),
    putComment: (pullRequest, marker, body, signal) =>
      putComment(client, author, { pullRequest, marker, body }, signal),
    putIssue: (marker, title, body, signal) => putIssue(client, author, { marker, title, body }, signal),
  };
}
