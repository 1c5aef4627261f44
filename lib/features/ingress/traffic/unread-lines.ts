// What could not be read of a log, as a finding at its first line. What stands in the line is told nowhere: it may be
// anything.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Traffic } from './traffic.ts';

const HINT = {
  all: "Give each entry a line of its own, as JSON. Of a list, as gcloud prints it, make lines with: jq -c '.[]' FILE",
  some: 'They are left out of all counts. Look at that line: others of its kind may be entries about something else.',
} as const;

/** Empty: every line is an entry. */
export function unreadLinesOf({
  requests,
  left,
  unreadAt,
}: Pick<Traffic, 'requests' | 'left' | 'unreadAt'>): readonly Diagnostic[] {
  if (unreadAt === undefined) return [];
  const { unreadable, denied, elsewhere, ambiguous } = left;
  const isAll = requests + denied + elsewhere + ambiguous === 0;
  const message = isAll
    ? 'no line of the log is an entry about a request'
    : `${unreadable} of the lines, this one first, ${unreadable === 1 ? 'is no entry' : 'are no entries'} about a request`;
  return [diagnostic('log-lines-unread', message, { ...unreadAt, column: 1 }, isAll ? HINT.all : HINT.some)];
}
