// docs/reference/gates.md as text.
import { CODES } from '../../functions/wiring/codes.ts';

/** The page as Markdown: every gate, the gravest first. */
export function gatesPage(): string {
  const lines = [
    '<!-- Generated from lib/plan/gate-codes.ts and the gates of features by `npm run gen`. Do not edit. -->',
    '',
    '# Gates',
    '',
    'What stops a plan until a person approves exactly that plan, the gravest first. Somebody other than the author approves it with the',
    'comment that stands on the pull request ([commands](commands.md)). Codes are stable: scripts may rely on them.',
  ];
  for (const [code, { words, doc, next }] of CODES.gates) {
    lines.push('', `## ${code}`, '', `**The plan ${words}.** ${doc}`, '', `_Next:_ ${next}`);
  }
  return `${lines.join('\n')}\n`;
}
