// What a code means: a diagnostic's, or a failure's with what happens next. May import: core, manifest, report.
import {
  DIAGNOSTICS,
  type DiagnosticCode,
  FAILURE_CODES,
  type FailureCode,
  type Next,
  nextAfter,
  OUTCOMES,
  RangelightError,
  type Severity,
} from '../core/index.ts';
import { didYouMean } from '../manifest/index.ts';
import { nextStepWords } from '../report/index.ts';

export type Explanation =
  | {
      readonly type: 'diagnostic';
      readonly code: DiagnosticCode;
      readonly severity: Severity;
      readonly title: string;
      /** Why it matters and what to do. */
      readonly doc: string;
    }
  | {
      readonly type: 'failure';
      readonly code: FailureCode;
      readonly next: Next;
      /** What happens by itself, and what a person has to do. */
      readonly doc: string;
    };

/** Fails with `not-found`, and the nearest code that there is. */
export function explain(code: string): Explanation {
  if (isDiagnostic(code)) return { type: 'diagnostic', code, ...DIAGNOSTICS[code] };
  const failure = FAILURE_CODES.find((one) => one === code);
  if (failure !== undefined) {
    return { type: 'failure', code: failure, next: nextAfter(failure), doc: nextStepWords({ code: failure }) };
  }
  const hint = didYouMean(code, [...Object.keys(DIAGNOSTICS), ...FAILURE_CODES]);
  const known = hint ?? 'docs/reference/diagnostics.md lists them.';
  throw new RangelightError('not-found', 'explain', `there is no code ${JSON.stringify(code)}. ${known}`);
}

function isDiagnostic(code: string): code is DiagnosticCode {
  return Object.hasOwn(DIAGNOSTICS, code);
}

/** For a terminal; ends with a newline. */
export function explanationText(explanation: Explanation): string {
  const { code, doc } = explanation;
  const lines =
    explanation.type === 'diagnostic'
      ? [`${explanation.severity}: ${explanation.title}.`]
      : [`failure of a step: ${OUTCOMES[explanation.next].title}`];
  const where =
    explanation.type === 'diagnostic' ? `docs/reference/diagnostics.md#${code}` : 'docs/reference/outcomes.md';
  return [code, ...[...lines, doc, where].map((line) => `  ${line}`), ''].join('\n');
}
