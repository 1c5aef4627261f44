// The answer to a command, as a comment.
import { escaped, visible } from './markdown/escape.ts';
import { marker } from './markdown/marker.ts';

export interface CommandReply {
  /** What it answers: the same one is answered in the same comment. */
  readonly id: string;
  readonly answer: {
    readonly type: 'done' | 'asked' | 'in-part' | 'waits' | 'refused' | 'stranger' | 'mistake' | 'help';
    readonly said: readonly string[];
    readonly by: string;
  };
  /** Lines that say what can be asked for; constants of ours. */
  readonly usage: readonly string[];
  /** Markdown of ours, below what is said. */
  readonly more?: string | undefined;
}

const TITLES = {
  done: 'Done',
  asked: 'Asked for',
  'in-part': 'Begun in part',
  waits: 'Nothing begins',
  refused: 'Not done',
  stranger: 'Not done',
  mistake: 'Not understood',
  help: 'What can be asked for in a comment',
} as const;

export function commandReply({ id, answer, usage, more = '' }: CommandReply): {
  readonly marker: string;
  readonly body: string;
} {
  const isBegun = answer.type === 'done' || answer.type === 'asked' || answer.type === 'in-part';
  const by = isBegun ? `, as ${escaped(answer.by)} asked` : '';
  const said = answer.said.map((line) => `- ${escaped(line)}`).join('\n');
  const fence = usage.length === 0 ? '' : `\`\`\`text\n${usage.map(visible).join('\n')}\n\`\`\``;
  const parts = [`**${TITLES[answer.type]}**${by}`, said, fence, more];
  return { marker: marker('command', [id]), body: parts.filter((part) => part !== '').join('\n\n') };
}
