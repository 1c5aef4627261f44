// What came of a person's act, in one sentence each: on the command line and in answers to comments. Plain text.
// May import: plan.
import type { Approval } from './approvals.ts';
import type { AppliedHead } from './apply-head.ts';
import { type Pause, pauseWords } from './pauses.ts';
import type { Pin } from './pins.ts';

export function pausedWords(fleet: string, pause: Pause): string {
  return `${pause.unit ?? fleet} is ${pauseWords(pause)}`;
}

export function resumedWords(fleet: string, unit: string | undefined): string {
  return `${unit ?? fleet} goes on`;
}

/** @param call how a person says `approve` where it is read. */
export function appliedWords({ approved, gated }: AppliedHead, call: string): readonly string[] {
  const said = [
    ...approved.map(({ unit, plan }) => `${unit}: applied as planned (${plan})`),
    ...gated.map(
      ({ unit, plan, gates }) =>
        `${unit}: needs a word of its own (${gates.map(({ code }) => code).join(', ')}): ${call} approve ${plan}`,
    ),
  ];
  return said.length === 0 ? ['nothing to apply'] : said;
}

export function approvedWords({ unit, plan }: Approval): string {
  return `${unit}: the plan ${plan} is approved`;
}

export function rolledBackWords({ unit, goodRun }: Pin): string {
  return `${unit} goes back to run ${goodRun}`;
}
