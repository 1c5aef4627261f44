// Why nothing of a pull request is planned, when there is no merge of it to plan, and what to do.
import type { Unmerged } from '../../plan/index.ts';

/** Plain text, for a title. */
export const UNMERGED_TITLE: Readonly<Record<Unmerged, string>> = {
  conflict: 'not planned: it conflicts with the branch that it is to be merged into',
  'not-computed': 'not planned yet: GitHub has not said what merging it would make',
};

/** Markdown. */
export function unmergedWords(why: Unmerged): string {
  switch (why) {
    case 'conflict':
      return '**Not planned: this pull request conflicts with the branch that it is to be merged into**, so that nobody knows what merging it would make. Merge that branch into this one, or rebase, settle the conflicts and push: then it is planned.';
    case 'not-computed':
      return '**Not planned yet: GitHub has not said what merging this pull request would make.** Rangelight asks again each minute; re-run this check to have it asked now.';
  }
}
