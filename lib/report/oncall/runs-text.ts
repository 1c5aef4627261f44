// Runs for a terminal: the list, one run step by step, and what was done to one resource.
import { timeWords } from '../../core/index.ts';
import { visible } from '../markdown/escape.ts';
import { CAUSE_WORDS, CHANGE_WORDS } from '../changes/change-words.ts';
import { nextStepWords } from '../apply-check/next-step.ts';
import { columns, spanWords } from './columns.ts';
import type { ChangeLine, HistoryLine, RunDetail, RunLine, StepLine } from './views.ts';

const SHORT = 12;

/** Ends with a newline. */
export function runsText(runs: readonly RunLine[]): string {
  if (runs.length === 0) return 'no run has a journal\n';
  const rows = runs.map((run) => [run.runId, run.unit, run.result, tookWords(run), ofCommit(run), letThrough(run)]);
  return lines(columns([['RUN', 'UNIT', 'RESULT', 'WHEN', 'COMMIT', 'LET THROUGH BY'], ...rows]).map(visible));
}

export function runText(run: RunDetail): string {
  return lines(
    [
      `run ${run.runId} of ${run.unit} in ${run.fleet}: ${run.result}${run.message === undefined ? '' : `: ${run.message}`}`,
      `  ${tookWords(run)}  ${ofCommit(run)}  plan ${run.plan?.slice(0, SHORT) ?? 'not known'}  let through by ${letThrough(run)}`,
      ...run.workers.map(({ holder, at }) => `  ${timeWords(at)} worker ${holder}`),
      ...evidenceLines(run.evidence ?? []),
      ...(run.changes.length === 0 ? [] : ['changes', ...columns(run.changes.map(changeCells))]),
      ...(run.steps.length === 0 ? [] : ['steps', ...run.steps.flatMap(stepLines)]),
    ].map(visible),
  );
}

/** By run: what it did to what was asked for. */
export function historyText(subject: string, found: readonly HistoryLine[]): string {
  if (found.length === 0) return lines([visible(`no run that has a journal changed ${subject}`)]);
  const byRun = Map.groupBy(found, ({ unit, runId }) => `${unit}/${runId}`);
  return lines(
    [...byRun.values()].flatMap((changes) => [...headLines(changes[0]), ...changes.flatMap(changeLines)]).map(visible),
  );
}

function headLines(run: HistoryLine | undefined): readonly string[] {
  if (run === undefined) return [];
  const began = run.began === undefined ? 'at a time that is not known' : timeWords(run.began);
  return [
    `${began}  run ${run.runId} of ${run.unit}: ${run.result}`,
    `  let through by ${letThrough(run)}, plan ${run.plan?.slice(0, SHORT) ?? 'not known'}, ${originWords(run)}`,
  ];
}

function changeLines(line: HistoryLine): readonly string[] {
  const { kind, key, cause, why } = line.change;
  return [`  ${CHANGE_WORDS[kind]} ${key}`, `    ${CAUSE_WORDS[cause]}: ${why}; ${wroteWords(line)}`];
}

function wroteWords({ wrote, result }: HistoryLine): string {
  if (wrote === undefined) return result === 'open' ? 'not done yet' : 'not done';
  return wrote ? 'written' : 'it was so already';
}

function originWords({ pullRequest, mergedBy, commitUrl, commit }: HistoryLine): string {
  const pull = pullRequest === undefined ? '' : `pull request #${pullRequest} merged by ${mergedBy ?? 'somebody'}, `;
  return `${pull}commit ${commitUrl ?? commit ?? 'not known'}`;
}

function tookWords({ began, ended }: RunLine): string {
  if (began === undefined) return 'not known';
  return ended === undefined ? `since ${timeWords(began)}` : `${timeWords(began)}, ${spanWords(ended - began)}`;
}

function ofCommit({ commit }: RunLine): string {
  return commit?.slice(0, SHORT) ?? 'not known';
}

function letThrough({ approvedBy, evidence }: RunLine): string {
  return approvedBy ?? (evidence === undefined ? 'the policy' : 'what was measured');
}

function evidenceLines(evidence: NonNullable<RunLine['evidence']>): readonly string[] {
  const told = evidence.map(({ at, said, lastRequestAt }) => {
    const last = lastRequestAt === undefined ? '' : `; the last before ${timeWords(lastRequestAt)}`;
    return `  ${timeWords(at)} ${said}${last}`;
  });
  return told.length === 0 ? [] : ['whether it was still used', ...new Set(told)];
}

function changeCells({ key, kind, cause, impact, why }: ChangeLine): readonly string[] {
  return [`  ${CHANGE_WORDS[kind]}`, key, CAUSE_WORDS[cause], `traffic: ${impact}`, why];
}

function stepLines({
  step,
  status,
  began,
  last,
  calls,
  wrote,
  note,
  waitsFor,
  until,
  failure,
}: StepLine): readonly string[] {
  const took = began === undefined || last === undefined ? '' : `, ${timeWords(began)}, ${spanWords(last - began)}`;
  const called = calls > 1 ? `, ${calls} calls` : '';
  const result = wrote === false ? ', nothing to write' : '';
  return [
    `  ${status === 'not-begun' ? 'not begun' : status}  ${step}${took}${called}${result}${note === undefined ? '' : `, ${note}`}`,
    ...(waitsFor === undefined
      ? []
      : [`    until ${until === undefined ? 'it is so' : timeWords(until)}: ${waitsFor}`]),
    ...(failure === undefined
      ? []
      : [
          `    ${failure.code}: ${failure.system}: ${failure.message}`,
          ...(status === 'failed' ? [`    ${nextStepWords(failure)}`] : []),
        ]),
  ];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
