// What keeps the check of a merged revision from success although its units are done: a config cluster lacks the
// change, or something of it has an error and is held.
import { type Diagnostic, stopRow } from '../../core/index.ts';
import type { Section } from '../markdown/budget.ts';
import { keyText } from '../../model/index.ts';
import type { PlanEnvelope } from '../../plan/index.ts';
import { objectWords, plural } from '../changes/change-words.ts';
import type { CheckRun } from '../../ports/index.ts';
import { code } from '../markdown/escape.ts';

/** A config cluster that lacks something of a revision. */
export interface BehindView {
  readonly cluster: string;
  /** What it lacks something of; sorted. */
  readonly units: readonly string[];
  /** It has lasted so long that people hear of it. */
  readonly isDue: boolean;
}

export interface Hindrance extends Pick<CheckRun, 'status' | 'conclusion' | 'title'> {
  readonly sections: readonly Section[];
}

/** @param units the check of the units alone. Undefined: it stands. */
export function hindranceOf(
  behind: readonly BehindView[],
  units: Pick<CheckRun, 'status' | 'conclusion' | 'title'>,
): Hindrance | undefined {
  if (behind.length === 0 || units.conclusion !== 'success') return undefined;
  const { holds, nextStep } = stopRow('config-cluster-behind');
  const clusters = behind.map(({ cluster }) => cluster).join(', ');
  const isDue = behind.some((one) => one.isDue);
  const lacking = behind
    .map(({ cluster, units: of }) => `${code(cluster)} lacks ${of.map(code).join(', ')}`)
    .join('; ');
  return {
    ...(isDue ? { status: 'completed', conclusion: 'failure' } : { status: 'in_progress' }),
    title: `not yet in ${clusters} · ${units.title}`,
    sections: [[`${isDue ? '🔴' : '🟡'} **Config cluster behind:** ${lacking}. ${holds}\n\n**To do:** ${nextStep}`]],
  };
}

/** As `hindranceOf`, for clusters that refuse the credential: what is to stand there nobody could plan. */
export function refusedBy(
  clusters: readonly string[],
  units: Pick<CheckRun, 'status' | 'conclusion' | 'title'>,
): Hindrance | undefined {
  if (clusters.length === 0 || units.conclusion !== 'success') return undefined;
  const names = clusters.map(code).join(', ');
  return {
    status: 'completed',
    conclusion: 'neutral',
    title: `not in ${clusters.join(', ')}, which refuses the credential · ${units.title}`,
    sections: [
      [
        `🟡 **The credential is refused:** ${names}. What is to stand there is not known, and stays as it is.\n\n**To do:** ${stopRow('credential-refused').nextStep}`,
      ],
    ],
  };
}

/** As `hindranceOf`, for what the revision could not be planned with. */
export function heldByErrors(
  diagnostics: readonly Diagnostic[],
  units: Pick<CheckRun, 'status' | 'conclusion' | 'title'>,
): Hindrance | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors === 0 || units.conclusion !== 'success') return undefined;
  return {
    status: 'completed',
    conclusion: 'failure',
    title: `${plural(errors, 'error')} · ${units.title}`,
    sections: [
      [
        `🔴 **Not all of this commit is applied:** ${plural(errors, 'error')} in its files. What has an error, and every load balancer that refers to it, stays as it was.\n\n**To do:** Mend what the check ${code('rangelight/plan')} names at its lines, and merge that.`,
      ],
    ],
  };
}

/**
 * As `hindranceOf`, for what was planned without something that could not be read: it is planned again when that can
 * be.
 */
export function heldUnread(
  units: readonly PlanEnvelope[],
  ofUnits: Pick<CheckRun, 'status' | 'conclusion' | 'title'>,
): Hindrance | undefined {
  const held = [...new Set(units.flatMap((unit) => unit.held ?? []))].sort();
  const without = [...new Set(units.flatMap((unit) => unit.leftOut ?? []))].sort();
  if (held.length + without.length === 0 || ofUnits.conclusion !== 'success') return undefined;
  const objects = held.slice(0, MOST_NAMES).map((object) => code(objectWords(keyText(object))));
  const more = held.length > MOST_NAMES ? [`${held.length - MOST_NAMES} more`] : [];
  const what = [
    ...(held.length === 0 ? [] : [`${[...objects, ...more].join(', ')} as before`]),
    ...(without.length === 0 ? [] : [`what is new without ${without.map(code).join(', ')}`]),
  ];
  return {
    status: 'in_progress',
    title: `not all of it yet: part of the fleet cannot be read · ${ofUnits.title}`,
    sections: [
      [
        `🟡 **Not all of this commit is applied:** ${what.join('; ')}. The rest is done. What cannot be read, and why, the check ${code('rangelight/plan')} says; when it can be read, this goes on by itself.`,
      ],
    ],
  };
}

const MOST_NAMES = 10;
