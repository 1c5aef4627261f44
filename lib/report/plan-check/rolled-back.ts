// Why a unit is at what an earlier run reached: a run of the commit made things worse, or a person asked for it.
import type { RolledBack } from '../../plan/index.ts';
import { resumeCommand } from '../changes/approve-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';

const REASON_LENGTH = 300;

/** Markdown: the sentence about a unit. @param isThere nothing is left to do. */
export function rolledBackSentence(fleet: string, unit: string, back: RolledBack, isThere: boolean): string {
  const { commit, by, to } = back;
  const reason = escaped(clip(back.reason, REASON_LENGTH));
  const why =
    by === undefined
      ? `, because ${code(commit.slice(0, 12))} made it worse: ${reason}`
      : ` by ${escaped(clip(by, REASON_LENGTH))}: ${reason}`;
  const end = by === undefined ? '' : `, or somebody comments ${code(resumeCommand(fleet, unit))}`;
  return `${code(unit)} **${isThere ? 'is rolled back' : 'goes back'}** to run ${code(to)}${why}. It stays there until it is asked for something else${end}.`;
}
