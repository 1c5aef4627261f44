// What a person asked for, where, and what it came to.
import type { Command } from '../../commands/index.ts';
import type { Topic } from '../../ports/index.ts';
import type { Act, Answer, PersonsPin } from '../../state/index.ts';

export interface Asked {
  /** Names what was said or pressed; the same again does nothing new. */
  readonly id: string;
  readonly login: string;
  readonly topic: Topic;
  readonly command: Command;
  /** Where it was said; absent for a button. */
  readonly from?: Pick<PersonsPin, 'asked'>;
}

export type CarriedOut = Pick<Answer, 'type' | 'said'>;

/** For the records: who, why, and where it was said. */
export function actOf({ login, topic, command }: Asked): Act {
  const where = `#${topic.number}`;
  const reason = 'reason' in command && command.reason !== undefined ? `${command.reason} (${where})` : where;
  return { by: `github ${login}`, reason };
}
