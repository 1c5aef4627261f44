// What a rollback that a person asked for does, shown before anything begins, and then how far it is.
import { beginsAtOnce, type Plan, type PlanEnvelope, type Revision } from '../plan/index.ts';
import { resumeCommand } from './changes/approve-words.ts';
import { fit } from './markdown/budget.ts';
import { COMMENT_LIMIT, IN_COMMENT } from './comment/commit-comment.ts';
import { fleetSections } from './comment/fleet-sections.ts';
import { clip, code, escaped } from './markdown/escape.ts';
import { planText } from './terminal/terminal.ts';
import type { Telling } from './part.ts';

const REASON_LENGTH = 300;
const SHA_LENGTH = 12;

export type RollbackStage =
  /** `held`: why it does not begin although nothing else is missing. */
  | { readonly type: 'planned'; readonly held?: string }
  | { readonly type: 'under-way'; readonly waits?: string }
  | { readonly type: 'ended'; readonly result: string };

export interface RollbackShown {
  /** Of the head. */
  readonly revision: Revision;
  /** Of the unit. */
  readonly envelope: PlanEnvelope;
  readonly plan: Plan | undefined;
}

/** Markdown. */
export function rollbackPreview(telling: Telling, shown: RollbackShown, stage: RollbackStage): string {
  const { revision, envelope, plan } = shown;
  const end = `To end the rollback: ${code(resumeCommand(revision.fleet, envelope.unit))}`;
  if (stage.type !== 'planned') return [stageWords(stage, envelope), end].join('\n\n');
  const plans = new Map(plan === undefined ? [] : [[plan.digest, plan]]);
  const held = stage.held === undefined ? [] : [[`🟡 It does not begin: ${escaped(clip(stage.held, REASON_LENGTH))}.`]];
  return fit(
    [...fleetSections(telling, { revision: ofUnit(shown), plans }, IN_COMMENT), ...held, [end]],
    COMMENT_LIMIT,
  );
}

/** Markdown, in the place of the plan when the rollback is over. @param commit of the branch's head then. */
export function rollbackEnded(
  { unit, to }: { readonly unit: string; readonly to: string },
  how: 'followed' | 'replaced',
  commit: string,
): string {
  const back = `The rollback of ${code(unit)} to run ${code(to)} **is over**`;
  return how === 'replaced'
    ? `⚪ ${back}: somebody asked for another one of the unit since.`
    : `⚪ ${back}: the unit follows the branch again, which is at ${code(commit.slice(0, SHA_LENGTH))}. The check \`rangelight/apply\` says how far it is.`;
}

/** For a terminal; ends with a newline. */
export function rollbackPlanText(telling: Telling, shown: RollbackShown): string {
  const { plan } = shown;
  return planText(telling, ofUnit(shown), new Map(plan === undefined ? [] : [[plan.digest, plan]]));
}

/** The revision as if it had this unit alone. */
function ofUnit({ revision, envelope }: RollbackShown): Revision {
  const { fleet, occasion, facts, verdict: whole } = revision;
  const isStopped = whole === 'blocked' || whole === 'observe-only';
  return {
    fleet,
    occasion,
    facts,
    ...(revision.policyUnknown === undefined ? {} : { policyUnknown: revision.policyUnknown }),
    ...(revision.configClusters === undefined ? {} : { configClusters: revision.configClusters }),
    verdict: isStopped ? whole : verdictOf(envelope),
    diagnostics: whole === 'blocked' ? revision.diagnostics.filter(({ severity }) => severity === 'error') : [],
    sources: revision.sources,
    units: [envelope],
  };
}

function verdictOf({ plan, gates, approvedBy, rolledBack }: PlanEnvelope): Revision['verdict'] {
  if (plan === null) return 'nothing-to-do';
  const isFree = gates.length === 0 && rolledBack !== undefined && beginsAtOnce(rolledBack);
  return isFree || approvedBy !== undefined ? 'ready' : 'needs-approval';
}

function stageWords(stage: Exclude<RollbackStage, { type: 'planned' }>, { unit, rolledBack }: PlanEnvelope): string {
  const to = `run ${code(rolledBack?.to ?? '')}`;
  if (stage.type === 'under-way') {
    const waits = stage.waits === undefined ? '.' : `, and waits: ${escaped(clip(stage.waits, REASON_LENGTH))}`;
    return `🔵 ${code(unit)} is on its way back to ${to}${waits}`;
  }
  return stage.result === 'succeeded'
    ? `🟢 ${code(unit)} **is rolled back**: what serves is what ${to} reached.`
    : `🔴 ${code(unit)} did not come back to ${to}: its run ended as ${escaped(stage.result)}. The check \`rangelight/apply\` says why, and what is next.`;
}
