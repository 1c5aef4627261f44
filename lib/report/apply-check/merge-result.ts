// What became of a merge, as the first part of the pull request's comment: applied, with what people wait to hear;
// failed, with who does what next; what it waits for; or that a later commit took it back. Of its own units alone, as
// they stand in the branch's head, and nothing that moves with every step.
import type { Diagnostic } from '../../core/index.ts';
import type { ObjectKey } from '../../model/index.ts';
import { errorsIn, type Revision } from '../../plan/index.ts';
import { applyCheck } from './apply-check.ts';
import { list } from '../markdown/blocks.ts';
import { fit } from '../markdown/budget.ts';
import { objectWords, plural } from '../changes/change-words.ts';
import type { CheckRun } from '../../ports/index.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { failureItems } from './failure-items.ts';
import type { BehindView } from './hindrance.ts';
import { marker } from '../markdown/marker.ts';
import { lineWords, type Output, type Telling } from '../part.ts';
import type { RunView } from './run-view.ts';

/** UTF-8 bytes: beside the longest comment there is room for it. */
export const RESULT_LIMIT = 1_300;
const SHA_LENGTH = 12;
const REASON_LENGTH = 250;
const MOST_FAILURES = 2;
const MOST_OUTPUTS = 3;
const MOST_NAMED = 3;
const NAME_LENGTH = 100;

export interface MergeResult {
  /** What the part is found again by. */
  readonly name: string;
  /** Markdown. */
  readonly body: string;
  /** Nothing more is to come of it while the branch stays where it is. */
  readonly isEnd: boolean;
}

/** How the merge of one pull request stands to the branch's head. */
export interface MergeStanding {
  /** What it was merged as. */
  readonly commit: string;
  /** What it changes of the fleet; undefined: nobody knows, and all of the revision is told. */
  readonly units: readonly string[] | undefined;
  /** Files of fleets that it changes. */
  readonly files: readonly string[];
  /** The head does not hold it any more. */
  readonly isOff: boolean;
  /** Numbers of the merges that change some of the same units, and of which no run has ended before. */
  readonly others?: readonly number[];
  /** A later commit asks for none of what it changed. */
  readonly isTakenBack?: boolean;
  /** Objects that a later commit changed again. */
  readonly changedAgain?: readonly ObjectKey[];
  /** What stands of its units that no run of the head concerns. */
  readonly broughtBefore?: readonly Output[];
}

export interface MergeOutcome {
  readonly runs: readonly RunView[];
  /** Config clusters that lack something of it. */
  readonly behind: readonly BehindView[];
  /** Of the check run, where it has one. */
  readonly page: string | undefined;
}

/**
 * @param revision of the branch's head.
 * @returns undefined where the commit changes nothing of the fleet, and nobody knows what the merge does.
 */
export function mergeResult(
  telling: Telling,
  revision: Revision,
  { runs: all, behind: everywhere, page }: MergeOutcome,
  standing: MergeStanding,
): MergeResult | undefined {
  const { units: own } = standing;
  const isOwn = (unit: string): boolean => own === undefined || own.includes(unit);
  const units = revision.units.filter(({ unit }) => isOwn(unit));
  const runs = all.filter(({ unit }) => isOwn(unit));
  const behind = everywhere.flatMap((one) => {
    const lacking = one.units.filter(isOwn);
    return lacking.length === 0 ? [] : [{ ...one, units: lacking }];
  });
  const isTouched = units.some(({ plan }) => plan !== null) || runs.some(({ runId }) => runId !== undefined);
  if (own === undefined && !isTouched && revision.verdict !== 'blocked' && !standing.isOff) return undefined;
  // Errors are told by whose file they are in.
  const check = applyCheck(telling, { ...revision, units, diagnostics: [] }, runs, undefined, behind);
  const more = page === undefined ? [] : [[`[What became of it](${page})`]];
  const failures = runs.flatMap(failureItems);
  const errors =
    own === undefined
      ? revision.diagnostics.filter(({ severity }) => severity === 'error')
      : errorsIn(revision, new Set(standing.files));
  const isLeft = standing.isOff || standing.isTakenBack === true;
  const sections = [
    [[headOf(revision, { check, runs, errors }, standing), ...(isLeft ? [] : besides(standing))].join(' ').trimEnd()],
    ...(check.conclusion === 'failure' && failures.length > 0 && !isLeft ? [[list(failures, MOST_FAILURES)]] : []),
    ...more,
  ];
  const isDone = check.conclusion === 'success' ? errors.length === 0 : check.conclusion === 'neutral';
  return {
    name: marker('result', [revision.fleet]),
    body: fit(sections, RESULT_LIMIT),
    isEnd: standing.isOff || isDone,
  };
}

function headOf(
  { fleet, occasion }: Revision,
  {
    check,
    runs,
    errors,
  }: Pick<MergeOutcome, 'runs'> & { readonly check: CheckRun; readonly errors: readonly Diagnostic[] },
  { commit, isOff, isTakenBack, broughtBefore = [] }: MergeStanding,
): string {
  const [own, head] = [commit, occasion.commit].map((sha) => code(sha.slice(0, SHA_LENGTH)));
  const as = `**${escaped(fleet)}: merged as ${own}`;
  if (isOff) return `⚪ ${as}, and not on the branch any more:** ${head} does not hold it.`;
  if (isTakenBack === true) return `⚪ ${as}, and taken back since:** ${head} asks for none of what it changed.`;
  const merged = commit === occasion.commit ? as : `${as}, now part of ${head}`;
  const why = escaped(clip(check.title, REASON_LENGTH));
  if (check.status !== 'completed') return underWay(merged, check, runs);
  switch (check.conclusion ?? 'neutral') {
    case 'success':
      if (errors.length > 0) return `🔴 ${merged}, and not all of it is applied:** ${errorWords(errors)}`;
      return `🟢 ${merged}${commit === occasion.commit ? '' : ','} and applied.** ${outputWords([...runs.flatMap(({ outputs }) => outputs), ...broughtBefore])}`;
    case 'failure':
      return `🔴 ${merged}, and not applied everywhere:** ${why}. What served before goes on serving.`;
    case 'action_required':
      return `🔴 ${merged}, and waits for a person:** ${why}`;
    case 'neutral':
      return `⚪ ${merged}:** ${why}`;
  }
}

/** What has an error no run tells of. */
function errorWords([first, ...others]: readonly Diagnostic[]): string {
  if (first === undefined) return '';
  const { code: name, message, source } = first;
  const place = source === undefined ? '' : ` (${code(clip(`${source.file}:${source.line}`, NAME_LENGTH))})`;
  const more = others.length === 0 ? '' : ` And ${plural(others.length, 'more error')}.`;
  return `${code(name)}${place} ${escaped(clip(message, REASON_LENGTH))}.${more} What has an error stays as it was: mend it with another commit.`;
}

/** What is not its own doing, or not as it left it: a clause each. */
function besides({ units, others = [], changedAgain = [] }: MergeStanding): readonly string[] {
  const numbers = listed(others.map((number) => `#${number}`));
  const objects = listed(changedAgain.map((key) => code(clip(objectWords(key), NAME_LENGTH))));
  return [
    ...(units === undefined ? ['What it changes itself is not known: this tells of the whole commit.'] : []),
    ...(units === undefined || others.length === 0
      ? []
      : [
          `This tells of ${numbers}, too, which ${others.length === 1 ? 'changes' : 'change'} ${units.length === 1 ? 'the same unit' : 'some of the same units'}.`,
        ]),
    ...(changedAgain.length === 0 ? [] : [`A later commit changed ${objects} again.`]),
  ];
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).join(', ');
  return items.length > MOST_NAMED ? `${shown} and ${items.length - MOST_NAMED} more` : shown;
}

function underWay(merged: string, { title }: CheckRun, runs: readonly RunView[]): string {
  const isAllDone = runs.every(({ stage }) => stage.type === 'ended');
  if (isAllDone && runs.length > 0) return `🟡 ${merged}:** ${escaped(clip(title, REASON_LENGTH))}`;
  const [waits] = runs.flatMap(({ stage }) => {
    if (stage.type === 'queued') return stage.frozen ?? [];
    return stage.type === 'waiting' || stage.type === 'paused' ? stage.reason : [];
  });
  return waits === undefined
    ? `🔵 ${merged}, and is being applied.**`
    : `🔵 ${merged}, and waits:** ${escaped(clip(waits, REASON_LENGTH))}`;
}

function outputWords(outputs: readonly Output[]): string {
  const lines = outputs.map(({ line }) => lineWords(line));
  const shown = lines.slice(0, MOST_OUTPUTS).join(', ');
  return lines.length > MOST_OUTPUTS ? `${shown}, and ${lines.length - MOST_OUTPUTS} more` : shown;
}
