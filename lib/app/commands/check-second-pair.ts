// Whether a person is the second pair of eyes on a pull request, asked of GitHub at that moment. Whatever cannot be
// found out leaves it to an admin, who says why.
import { type Command, commandLine } from '../../commands/index.ts';
import { isFailure } from '../../core/index.ts';
import type { Topic } from '../../ports/index.ts';
import type { SetAside } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';
import { refusal } from './refusal.ts';
import { type Involved, involvedIn, judgeSecondPair } from './second-pair.ts';

/** What stands for the reason in the command that is shown; whoever copies it and leaves it there gave none. */
const PLACEHOLDER = 'REASON';

export interface Approver {
  readonly login: string;
  readonly topic: Extract<Topic, { type: 'pull-request' }>;
  readonly command: Extract<Command, { verb: 'approve' }>;
}

/**
 * @returns the rule that an admin sets aside with his reason; undefined: none.
 * Fails with `denied`, in words for the person and with the command that an admin says.
 */
export async function checkSecondPair(
  { history, conversations }: Pick<ReporterWorld, 'history' | 'conversations'>,
  { login, topic, command }: Approver,
  signal: AbortSignal,
): Promise<SetAside | undefined> {
  const { number, author: opener, head } = topic;
  const involved = involvedIn({
    opener,
    head,
    commits: await orWhyNot(history.commitsOf(number, signal)),
    pushes: await orWhyNot(history.pushesOf(number, signal)),
  });
  const isAdmin = (await conversations.permission(login, signal)) === 'admin';
  const { reason } = command;
  const judgement = judgeSecondPair(involved, login, {
    isAdmin,
    hasReason: reason !== undefined && reason !== PLACEHOLDER,
  });
  if (judgement.type === 'may') return judgement.setAside;
  const { reason: _reason, ...bare } = command;
  throw refusal(`${refusalOf(judgement.rule, involved)}: ${commandLine(bare)} ${PLACEHOLDER}`);
}

function refusalOf(rule: SetAside, { gap = '' }: Involved): string {
  return rule === 'own-commits'
    ? 'who opened, wrote, committed or pushed some of a pull request cannot approve what needs approval in it. Somebody else ' +
        'can; or an admin of the repository who says why'
    : `only an admin of the repository who says why can approve what needs approval here, because it is not known who ` +
        `brought it in (${gap})`;
}

/** What GitHub does not let us read: of a fork, or without the permission. */
async function orWhyNot<T>(reading: Promise<T>): Promise<T | string> {
  try {
    return await reading;
  } catch (error) {
    if (isFailure(error, 'denied') && error instanceof Error) return error.message;
    throw error;
  }
}

/** What the answer adds where a rule was set aside. */
export function setAsideWords(rule: SetAside): string {
  const what = rule === 'unknown-pusher' ? 'it is known who brought it in' : 'somebody else approves it';
  return `the rule that ${what} was set aside by an admin, which the audit records keep with the reason`;
}
