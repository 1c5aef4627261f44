// What people say and do on GitHub, in memory: comments, pull requests, permissions, teams and files of the branch.
import { RangelightError } from '../../lib/core/index.ts';
import type { Conversations, Permission, PersonsComment, PressedCheckRun, Topic } from '../../lib/ports/index.ts';

export interface MemoryConversations extends Conversations {
  readonly comments: Map<number, PersonsComment>;
  readonly topics: Map<number, Topic>;
  readonly checkRuns: Map<number, PressedCheckRun>;
  readonly permissions: Map<string, Permission>;
  /** Logins by `org/team`; a team that is not here has no members that could be read. */
  readonly teams: Map<string, readonly string[]>;
  /** Those that are there; `main` at first. */
  readonly branches: Set<string>;
  /** Of every branch, by path. */
  readonly files: Map<string, string>;
  /** `ID REACTION`, each once, in order. */
  readonly reactions: readonly string[];
}

export function createMemoryConversations(): MemoryConversations {
  const comments = new Map<number, PersonsComment>();
  const topics = new Map<number, Topic>();
  const checkRuns = new Map<number, PressedCheckRun>();
  const permissions = new Map<string, Permission>();
  const teams = new Map<string, readonly string[]>();
  const branches = new Set(['main']);
  const files = new Map<string, string>();
  const reactions: string[] = [];
  return {
    comments,
    topics,
    checkRuns,
    permissions,
    teams,
    branches,
    files,
    reactions,
    async comment(id, signal) {
      await begin(signal);
      return comments.get(id);
    },
    async topic(number, signal) {
      await begin(signal);
      const topic = topics.get(number);
      if (topic === undefined) throw new RangelightError('not-found', 'github', `there is no #${number}`);
      return topic;
    },
    async checkRun(id, signal) {
      await begin(signal);
      return checkRuns.get(id);
    },
    async permission(login, signal) {
      await begin(signal);
      return permissions.get(login) ?? 'none';
    },
    async isTeamMember(org, team, login, signal) {
      await begin(signal);
      const members = teams.get(`${org}/${team}`);
      if (members === undefined) throw new RangelightError('denied', 'github', 'members may not be read');
      return members.includes(login);
    },
    async file(branch, path, signal) {
      await begin(signal);
      if (!branches.has(branch)) throw new RangelightError('not-found', 'github', `there is no branch ${branch}`);
      return files.get(path);
    },
    async react(comment, reaction, signal) {
      await begin(signal);
      const given = `${comment} ${reaction}`;
      if (comments.has(comment) && !reactions.includes(given)) reactions.push(given);
    },
  };
}

async function begin(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await Promise.resolve();
}
