// That the branch of a repository is not followed, as one issue, and as the check run of the head that is left where it
// is.
import { timeWords } from '../../core/index.ts';
import { commandLine } from '../../commands/index.ts';
import { fence, table } from '../markdown/blocks.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import type { CheckRun } from '../../ports/index.ts';
import { clip, code } from '../markdown/escape.ts';
import type { Issue } from './issue.ts';
import { marker } from '../markdown/marker.ts';

const MOST_ROWS = 50;
const NAME_LENGTH = 100;
const SHA_LENGTH = 12;
const TITLE = 'Rangelight does not follow the branch';
const OVER = 'This issue closes by itself when the branch is followed again.';

export interface UnfollowedView {
  readonly why: 'stray-head' | 'no-branch' | 'no-repository';
  readonly branch: string;
  /** The head that is not followed. */
  readonly commit?: string;
  /** Where the fleets stay. */
  readonly fleets: readonly { readonly name: string; readonly commit: string }[];
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** One issue for each repository. @param view undefined: the branch is followed, and the issue is to be closed. */
export function branchIssue(view: UnfollowedView | undefined): Issue {
  const mark = marker('branch', []);
  if (view === undefined) return { marker: mark, title: TITLE, body: undefined };
  const sections = [...wordsOf(view, 'here'), ...staysOf(view)];
  return { marker: mark, title: TITLE, body: fit([...sections, [OVER]], LIMIT) };
}

/** Undefined where there is no head to say it on. */
export function strayHeadCheck(view: UnfollowedView): CheckRun | undefined {
  if (view.commit === undefined) return undefined;
  return {
    name: 'rangelight/plan',
    commit: view.commit,
    status: 'completed',
    conclusion: 'failure',
    title: 'this head of the branch is not followed: nothing of it is planned',
    summary: fit([...wordsOf(view, `on the issue “${TITLE}”`), ...staysOf(view)], LIMIT),
    annotations: [],
  };
}

function staysOf({ fleets }: UnfollowedView): readonly Section[] {
  if (fleets.length === 0) return [];
  const rows = fleets.map(({ name, commit }) => [code(clip(name, NAME_LENGTH)), code(commit)]);
  return [['', table(['Fleet', 'Stays at'], rows, MOST_ROWS)]];
}

/** @param where the word is said that moves it. */
function wordsOf({ why, branch, commit, since }: UnfollowedView, where: string): readonly Section[] {
  const named = code(clip(branch, NAME_LENGTH));
  const stands = `Nothing has been taken from it since ${timeWords(since)}. What is applied stays as it is, and drift is judged by it.`;
  switch (why) {
    case 'no-branch':
      return [
        [`The branch ${named} cannot be found: it was deleted or renamed, or was never there. ${stands}`],
        [
          `If it has another name now, write that into ${code('RANGELIGHT_BRANCH')}, or behind the repository in ${code('RANGELIGHT_REPOSITORIES')} (${code('owner/name@branch')}). If it was deleted by mistake, make it again at the commit where the fleets stay.`,
        ],
      ];
    case 'no-repository':
      return [
        [`The repository cannot be seen by the planner. ${stands}`],
        [
          `Give the planner's GitHub App or token access to it; if it has another name now, write that into ${code('RANGELIGHT_REPOSITORIES')}.`,
        ],
      ];
    case 'stray-head': {
      const at = code((commit ?? '').slice(0, SHA_LENGTH));
      return [
        [
          `The head of ${named} is ${at}. It does not stand on the commit that was taken from the branch last, and neither a forced push that was heard nor GitHub's record of the branch leads there. ${stands}`,
        ],
        [
          `Look at what the branch holds now. If it is what should be applied, somebody who may write to the repository says so in a comment ${where}:`,
        ],
        [fence('text', [commandLine({ verb: 'follow', commit: commit ?? '' })])],
        [
          'The word is for this very commit, and its plan has the same gates as any other. If the branch should not be there, force it back to the commit where the fleets stay.',
        ],
      ];
    }
  }
}
