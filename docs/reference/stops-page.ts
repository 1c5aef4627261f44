// docs/reference/stops.md as text.
import { ALL_STOP_REASONS, type StopRow, stopRow } from '../../lib/core/index.ts';

const MINUTE_MS = 60_000;

/** The page as Markdown: every reason, in the order of the table. */
export function stopsPage(): string {
  const lines = [
    '<!-- Generated from lib/core/stop-reasons by `npm run gen`. Do not edit. -->',
    '',
    '# Why something stops',
    '',
    'Every reason for which something stops, or is not as the branch wants it. None of them is silent: an issue of the repository',
    'says it, or a check run of the newest commit of the branch that is no success. An issue closes by itself when it is over.',
  ];
  for (const reason of ALL_STOP_REASONS) {
    const row = stopRow(reason);
    lines.push(
      '',
      `## ${reason}`,
      '',
      `**${capital(row.title)}.** ${row.holds}`,
      '',
      `To do: ${row.nextStep}`,
      '',
      toldIn(row),
    );
  }
  return `${lines.join('\n')}\n`;
}

function toldIn({ issue, check, afterMs, by }: StopRow): string {
  const when = afterMs === 0 ? 'at once' : `after ${afterMs / MINUTE_MS} minutes`;
  const parts = [
    ...(issue === undefined ? [] : [`an issue, ${when}`]),
    ...(check === undefined ? [] : [`the check \`${check}\``]),
  ];
  return `Told by ${parts.join(', and by ')}. Noticed by ${by}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
