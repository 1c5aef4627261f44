// The messages that nobody could handle, as one issue; closed when there are none.
import { timeWords } from '../../core/index.ts';
import type { Json } from '../../core/index.ts';
import { fence, table } from '../markdown/blocks.ts';
import { fit, LIMIT } from '../markdown/budget.ts';
import { plural } from '../changes/change-words.ts';
import { clip, code } from '../markdown/escape.ts';
import type { Issue } from './issue.ts';
import { marker } from '../markdown/marker.ts';

const MOST_ROWS = 50;
const DATA_LENGTH = 300;

export interface DeadLetterView {
  readonly id: string;
  readonly from: string;
  readonly attempts: number;
  readonly data: Json;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The body is undefined when there is none left: the issue is to be closed. */
export function deadLetterIssue(letters: readonly DeadLetterView[]): Issue {
  const mark = marker('dead-letters', []);
  const title = 'Messages that Rangelight could not handle';
  if (letters.length === 0) return { marker: mark, title, body: undefined };
  const rows = letters.map(({ id, from, attempts, data, at }) => [
    code(id),
    code(from),
    `${attempts}`,
    timeWords(at),
    code(clip(JSON.stringify(data), DATA_LENGTH)),
  ]);
  const head = `${plural(letters.length, 'message')} came again and again and could not be handled. What they asked for was not done; everything else went on. The log of the function says why. Once that is mended:`;
  const body = fit(
    [
      [head],
      [fence('sh', ['rangelight replay --all --reason "…"'])],
      ['', table(['Message', 'Given up by', 'Attempts', 'When', 'Content'], rows, MOST_ROWS)],
    ],
    LIMIT,
  );
  return { marker: mark, title, body };
}
