// A plan of a pull request that was made before the branch moved on.
import { plural } from '../changes/change-words.ts';
import { code } from '../markdown/escape.ts';

export interface BranchMoved {
  /** Head of the branch. */
  readonly head: string;
  /** That it has and the plan does not know, when it was looked at; 0 where the branch was moved elsewhere. */
  readonly commits: number;
}

const SHA_LENGTH = 12;

/** Markdown. */
export function behindWords({ head, commits }: BranchMoved): string {
  const at = code(head.slice(0, SHA_LENGTH));
  const how =
    commits === 0 ? `the branch is at ${at} now` : `the branch is ${plural(commits, 'commit')} further, at ${at}`;
  return `⚠ **This plan is behind**: ${how} or beyond, so that merging may do something else. It is planned again in its turn if it was pushed to in the last 14 days; ${code('/rangelight plan')} has it planned now.`;
}
