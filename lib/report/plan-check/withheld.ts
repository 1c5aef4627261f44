// Why a proposal is compared with nothing, and who can change that.
import type { Withheld } from '../../plan/index.ts';
import { clip, code, escaped } from '../markdown/escape.ts';

const NAME_LENGTH = 60;
const ONLY_FILES = 'Only the files were read, and no cluster and no load balancer';

/** Plain text, for a title. */
export const WITHHELD_TITLE: Readonly<Record<Withheld['why'], string>> = {
  fork: 'not compared: a maintainer has to ask for the plan',
  'no-right': 'not compared: a maintainer has to ask for the plan',
  'new-fleet': 'not compared: the branch has no such fleet yet',
  'head-lost': 'not compared: what the branch has is not known',
  'other-project': 'not compared: names another project than the branch',
};

/** Markdown. @param commit that a word would be for. */
export function withheldWords({ why, author }: Withheld, commit: string): string {
  const sha = code(commit.slice(0, 12));
  const who = author === undefined ? 'its author' : escaped(clip(author, NAME_LENGTH));
  const how = `the plan of ${sha}, by a comment ${code(`/rangelight plan ${commit.slice(0, 12)}`)} or by re-running this check`;
  const asked = `Somebody who may write reads the change first and then asks for ${how}. A new push needs a new word.`;
  switch (why) {
    case 'fork':
      return `${ONLY_FILES}: the commits lie in a fork, and nobody here decides who may push there. ${asked}`;
    case 'no-right':
      return `${ONLY_FILES}: ${who} may not write to this repository. ${asked}`;
    case 'new-fleet':
      return `${ONLY_FILES}: the branch has no fleet of this name, so that nothing says what may be looked at. A maintainer can ask for ${how}; after the merge it is planned by itself.`;
    case 'head-lost':
      return `${ONLY_FILES}: the state does not say any more what the branch has of this fleet, and so what may be looked at. Rangelight looks at the branch again within minutes; somebody who may write asks then for ${how}.`;
    case 'other-project':
      return `${ONLY_FILES}: the fleet file names another project, fleet project or network than the one on the branch, and a proposal is compared only with what that may see. The plan comes after the merge.`;
  }
}
