// What we write to GitHub with, and what an App's token is narrowed to for each port.
import type { KeyObject } from 'node:crypto';

/** A token that somebody made, or a GitHub App that makes its own. */
export type GitHubAccess =
  | { readonly type: 'token'; readonly token: string }
  | {
      readonly type: 'app';
      /** App id or client id. */
      readonly id: string;
      /** RSA. As an object it shows nothing of itself in a log. */
      readonly privateKey: KeyObject;
    };

type Level = 'read' | 'write';

/** Names of GitHub's "Permissions required for GitHub Apps". */
export interface Permissions {
  readonly metadata: 'read';
  readonly contents?: Level;
  readonly pull_requests?: Level;
  readonly issues?: Level;
  readonly checks?: Level;
  readonly deployments?: Level;
  /** Of the organization: who is in which team. */
  readonly members?: 'read';
}

/** The Repository port: what handles untrusted input can write nothing. */
export const READS: Permissions = { metadata: 'read', contents: 'read', pull_requests: 'read' };

/** The CodeHost and Conversations ports. No statuses: whoever is an App writes check runs. */
export const WRITES: Permissions = {
  metadata: 'read',
  // CODEOWNERS, and the teams in it; who pushed a branch.
  contents: 'read',
  members: 'read',
  checks: 'write',
  deployments: 'write',
  issues: 'write',
  pull_requests: 'write',
};

/**
 * What of the wanted permissions was granted: to ask for more is refused as a whole, and would take everything with it.
 */
export function narrowed(wanted: Permissions, granted: Readonly<Record<string, unknown>>): Permissions {
  const kept = Object.entries(wanted).flatMap(([name, level]: [string, Level]) => {
    const given = granted[name];
    if (given !== 'read' && given !== 'write') return [];
    return [[name, given === 'read' ? given : level] as const];
  });
  // Never empty: GitHub reads an empty list as "everything".
  return { ...Object.fromEntries(kept), metadata: 'read' };
}

/** Owner and repository, for every request. */
export interface Where {
  readonly owner: string;
  readonly repo: string;
}
