// What became of a merge, as the first part of the pull request's comment: applied, with the VIP; failed, with who does what next; or
// what it waits for. Says nothing that moves with every step. May import: core, model, plan.
import type { Revision } from '../plan/index.ts';
import { applyCheck } from './apply-check.ts';
import { list } from './blocks.ts';
import { fit } from './budget.ts';
import type { CheckRun } from './check-run.ts';
import { clip, code, text } from './escape.ts';
import { failureItems } from './failure-items.ts';
import type { BehindView } from './hindrance.ts';
import { marker } from './marker.ts';
import type { RunView } from './run-view.ts';
import type { Kinds } from '../model/index.ts';

/** UTF-8 bytes: beside the longest comment there is room for it. */
export const RESULT_LIMIT = 1_300;
const SHA_LENGTH = 12;
const REASON_LENGTH = 250;
const MOST_FAILURES = 2;
const MOST_VIPS = 3;

export interface MergeResult {
  /** What the part is found again by. */
  readonly name: string;
  /** Markdown. */
  readonly body: string;
}

/**
 * @param behind config clusters that lack something of it.
 * @param page of the check run, where it has one.
 * @returns undefined where the commit changes nothing of the fleet.
 */
export function mergeResult(
  kinds: Kinds,
  revision: Revision,
  runs: readonly RunView[],
  behind: readonly BehindView[],
  page: string | undefined,
): MergeResult | undefined {
  const isTouched = revision.units.some(({ plan }) => plan !== null) || runs.some(({ runId }) => runId !== undefined);
  if (!isTouched && revision.verdict !== 'blocked') return undefined;
  const check = applyCheck(kinds, revision, runs, undefined, behind);
  const more = page === undefined ? [] : [[`[What became of it](${page})`]];
  const failures = runs.flatMap(failureItems);
  const sections = [
    [headOf(revision, check, runs)],
    ...(check.conclusion === 'failure' && failures.length > 0 ? [[list(failures, MOST_FAILURES)]] : []),
    ...more,
  ];
  return { name: marker('result', [revision.fleet]), body: fit(sections, RESULT_LIMIT) };
}

function headOf({ fleet, occasion }: Revision, check: CheckRun, runs: readonly RunView[]): string {
  const merged = `**${text(fleet)}: merged as ${code(occasion.commit.slice(0, SHA_LENGTH))}`;
  const why = text(clip(check.title, REASON_LENGTH));
  if (check.status !== 'completed') return underWay(merged, check, runs);
  switch (check.conclusion ?? 'neutral') {
    case 'success':
      return `🟢 ${merged} and applied.** ${vipWords(runs)}`;
    case 'failure':
      return `🔴 ${merged}, and not applied everywhere:** ${why}. What served before goes on serving.`;
    case 'action_required':
      return `🔴 ${merged}, and waits for a person:** ${why}`;
    case 'neutral':
      return `⚪ ${merged}:** ${why}`;
  }
}

function underWay(merged: string, { title }: CheckRun, runs: readonly RunView[]): string {
  const isAllDone = runs.every(({ stage }) => stage.type === 'ended');
  if (isAllDone && runs.length > 0) return `🟡 ${merged}:** ${text(clip(title, REASON_LENGTH))}`;
  const [waits] = runs.flatMap(({ stage }) => {
    if (stage.type === 'queued') return stage.frozen ?? [];
    return stage.type === 'waiting' || stage.type === 'paused' ? stage.reason : [];
  });
  return waits === undefined
    ? `🔵 ${merged}, and is being applied.**`
    : `🔵 ${merged}, and waits:** ${text(clip(waits, REASON_LENGTH))}`;
}

function vipWords(runs: readonly RunView[]): string {
  const vips = runs.flatMap((run) => run.vips).map(({ ip, ingress }) => `VIP ${code(ip)} serves ${code(ingress)}`);
  const shown = vips.slice(0, MOST_VIPS).join(', ');
  return vips.length > MOST_VIPS ? `${shown}, and ${vips.length - MOST_VIPS} more` : shown;
}
