// A plan that stops although somebody approved one for its unit: what the approved one did otherwise.
import type { Change } from '../../diff/index.ts';
import { type Plan, type PlanDifference, planDifference, type PlanEnvelope } from '../../plan/index.ts';
import { fence, folded, table } from '../markdown/blocks.ts';
import type { Section } from '../markdown/budget.ts';
import { CHANGE_WORDS, IMPACT_WORDS, placeWords, resourceWords, stepWords } from './change-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { fieldLines } from './field-lines.ts';
import type { Kinds } from '../../model/index.ts';

const MOST_ROWS = 40;
const MOST_LINES = 200;
const NAME_LENGTH = 100;
const DIGEST_LENGTH = 12;

/** @param plans by digest: of the units, and those that were approved in their place. */
export function overtakenSections(
  kinds: Kinds,
  units: readonly PlanEnvelope[],
  plans: ReadonlyMap<string, Plan>,
): readonly Section[] {
  return units.flatMap(({ unit, plan: digest, overtaken }) => {
    if (overtaken === undefined || digest === null) return [];
    const by = escaped(clip(overtaken.by, NAME_LENGTH));
    const [old, now] = [overtaken.plan, digest].map((one) => code(one.slice(0, DIGEST_LENGTH)));
    const brief = `${code(unit)}: **not the plan that was approved.** ${by} approved ${old}; what it was made from has moved since, and the plan is ${now} now. It needs a word of its own.`;
    const [approved, plan] = [plans.get(overtaken.plan), plans.get(digest)];
    if (approved === undefined || plan === undefined) return [[brief]];
    return [[brief, ...fuller(kinds, brief, planDifference(approved, plan))]];
  });
}

function fuller(kinds: Kinds, brief: string, { changes, steps }: PlanDifference): Section {
  const rows = [
    ...changes.removed.map((one) => row(kinds, 'no longer', one, CHANGE_WORDS[one.kind], '–')),
    ...changes.added.map((one) => row(kinds, '**added**', one, '–', CHANGE_WORDS[one.kind])),
    ...changes.changed.map(({ before, after }) =>
      row(kinds, '**differs**', after, CHANGE_WORDS[before.kind], CHANGE_WORDS[after.kind]),
    ),
  ];
  const head = ['Change', 'Resource', 'Where', 'Approved', 'Now'];
  const same = 'It makes the same changes, by other steps.';
  const what = `${brief}\n\n${rows.length === 0 ? same : table(head, rows, MOST_ROWS)}`;
  const lines = [
    ...changes.changed.flatMap(({ before, after }) => changedLines(kinds, before, after)),
    ...steps.removed.map((step) => `- step ${stepWords(step)}`),
    ...steps.added.map((step) => `+ step ${stepWords(step)}`),
    ...steps.changed.map((step) => `! step ${stepWords(step)}: differs`),
  ];
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more lines`] : [];
  if (lines.length === 0) return [what];
  const shown = fence('diff', [...lines.slice(0, MOST_LINES), ...more]);
  return [what, `${what}\n\n${folded('Approved and now', shown)}`];
}

function row(kinds: Kinds, what: string, change: Change, approved: string, now: string): readonly string[] {
  const resource = escaped(clip(resourceWords(kinds, change), NAME_LENGTH));
  return [what, resource, code(clip(placeWords(change), NAME_LENGTH)), approved, now];
}

function changedLines(kinds: Kinds, before: Change, after: Change): readonly string[] {
  const [old, now] = [linesOf(kinds, before), linesOf(kinds, after)];
  const differences = [
    ...old.filter((line) => !now.includes(line)).map((line) => `- approved: ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ now: ${line}`),
  ];
  const head = `@@ ${resourceWords(kinds, after)} (${placeWords(after)}) @@`;
  return [head, ...(differences.length === 0 ? ['! what it depends on'] : differences)];
}

function linesOf(kinds: Kinds, change: Change): readonly string[] {
  return [...fieldLines(kinds, change), `why: ${change.why}`, `traffic: ${IMPACT_WORDS[change.impact]}`];
}
