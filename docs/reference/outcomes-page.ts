// docs/reference/outcomes.md as text.
import { FAILURE_CODES, meaningOf, nextAfter, type Outcome, OUTCOMES, PUSH_ANSWERS } from '../../lib/core/index.ts';
import { UNIT_STATES } from '../../lib/report/apply-check/unit-state.ts';
import { markdownTable } from './markdown-table.ts';

/** The page as Markdown. */
export function outcomesPage(): string {
  const lines = [
    '<!-- Generated from lib/core/outcomes.ts, lib/core/failure.ts and lib/report/apply-check/unit-state.ts by `npm run gen`. Do not edit. -->',
    '',
    '# Outcomes',
    '',
    'How a step can end, and what follows from it. A run ends when nothing is left that can go on: with the first conflict, else with',
    'what blocks it. It ends as _superseded_ when a newer revision takes over, and as _rolled back_ when its bake finds what it',
    'changed unhealthy.',
    '',
    ...markdownTable(
      [
        'outcome',
        'in the journal',
        'goes on by itself',
        'the run ends as',
        'Pub/Sub gets',
        'check run',
        'what happens',
      ],
      Object.entries(OUTCOMES).map(([outcome, row]) => [
        outcome,
        `\`${row.entry}\``,
        row.goesOn ? 'yes' : 'no',
        row.ends ?? '–',
        `${PUSH_ANSWERS[row.answer].status}`,
        row.check.replace('_', ' '),
        row.afterwards,
      ]),
    ),
    '',
    '## Failures',
    '',
    'What an outside system said, in our words. `rangelight explain CODE` has what a person can do.',
    '',
    ...markdownTable(
      ['code', 'outcome', 'what it means'],
      byOutcome().map((code) => [`\`${code}\``, nextAfter(code), meaningOf(code)]),
    ),
    '',
    '## Messages',
    '',
    'What a function answers a push of Pub/Sub. No outcome asks for a message again: held back, it would hold up the commit that',
    'mends it. What passes by itself is waited for up to sixteen hours, by the back-off of the subscriptions ([functions](functions.md)). What',
    'is given up is kept with the dead letters, with a report; `rangelight replay` has what it asked for done again.',
    '',
    ...markdownTable(
      ['answer', 'status', 'when'],
      Object.entries(PUSH_ANSWERS).map(([answer, { status, when }]) => [answer, `${status}`, when]),
    ),
    '',
    '## Units in the check run',
    '',
    'The check shows the first of these that any unit of the revision is in: in progress, failure, action required, queued,',
    'neutral, success.',
    '',
    ...markdownTable(
      ['a unit', 'check run'],
      Object.values(UNIT_STATES).map(({ words, check }) => [
        words.replace(/^\S+ /, '').replaceAll('**', ''),
        check.replace('_', ' '),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** In the order of the outcomes, then of the table of codes. */
function byOutcome(): typeof FAILURE_CODES {
  const order = Object.keys(OUTCOMES) as Outcome[];
  return [...FAILURE_CODES].sort((a, b) => order.indexOf(nextAfter(a)) - order.indexOf(nextAfter(b)));
}
