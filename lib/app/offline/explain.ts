// What a code means that people meet in a report: a finding's, a gate's, or a failure's; and what to do next.
import { FAILURE_CODES, meaningOf, nextAfter, OUTCOMES, RangelightError } from '../../core/index.ts';
import { didYouMean } from '../../manifest/index.ts';
import type { Codes } from '../../plan/index.ts';
import { nextStepWords } from '../../report/index.ts';

export interface Explanation {
  readonly code: string;
  readonly type: 'error' | 'warning' | 'info' | 'gate' | 'failure';
  readonly title: string;
  /** Why it matters; absent where the title says it. */
  readonly doc?: string;
  /** What happens by itself, and what a person does. */
  readonly next: string;
  /** In docs/reference. */
  readonly page: string;
}

/** A finding and a gate may share a code. Fails with `not-found`, and the nearest code that there is. */
export function explain(codes: Codes, code: string): readonly Explanation[] {
  const found = [...findings(codes, code), ...gates(codes, code), ...failures(code)];
  if (found.length > 0) return found;
  // Together they are more than a near one is looked for among.
  const lists = [Object.keys(codes.diagnostics), [...codes.gates.keys(), ...FAILURE_CODES]];
  const hint = lists.map((list) => didYouMean(code, list)).find((one) => one !== undefined);
  const known = hint ?? 'docs/reference/diagnostics.md, gates.md and outcomes.md list them.';
  throw new RangelightError('not-found', 'explain', `there is no code ${JSON.stringify(code)}. ${known}`);
}

function findings({ diagnostics }: Codes, code: string): readonly Explanation[] {
  return Object.entries(diagnostics).flatMap(([own, { severity, title, doc, next }]) =>
    own === code ? [{ code, type: severity, title, doc, next, page: `diagnostics.md#${code}` }] : [],
  );
}

function gates({ gates: known }: Codes, code: string): readonly Explanation[] {
  const entry = known.get(code);
  if (entry === undefined) return [];
  const { words, doc, next } = entry;
  return [{ code, type: 'gate', title: `the plan ${words}`, doc, next, page: `gates.md#${code}` }];
}

function failures(code: string): readonly Explanation[] {
  return FAILURE_CODES.filter((one) => one === code).map((own) => {
    const title = `${meaningOf(own)}: ${OUTCOMES[nextAfter(own)].title}`;
    return { code, type: 'failure', title, next: nextStepWords({ code: own }), page: 'outcomes.md' };
  });
}

const TYPES: Readonly<Record<Explanation['type'], string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  gate: 'needs approval',
  failure: 'failure of a step',
};

/** For a terminal; ends with a newline. */
export function explanationText(explanations: readonly Explanation[]): string {
  return explanations
    .map(({ code, type, title, doc, next, page }) => {
      const lines = [`${TYPES[type]}: ${title}.`, ...(doc === undefined ? [] : [doc]), `Next: ${next}`];
      return [code, ...[...lines, `docs/reference/${page}`].map((line) => `  ${line}`), ''].join('\n');
    })
    .join('\n');
}
