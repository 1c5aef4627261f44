// What a plan replaces and leaves standing: it goes later, and people are told what it waits for. Markdown.
import type { Plan, PlanEnvelope } from '../../plan/index.ts';
import { plural } from './change-words.ts';

const LATER =
  'by a later run, when no request has reached it for a while, and an hour after the traffic has moved at the earliest';

type Planned = Pick<Plan, 'retires'>;
type Unit = Pick<PlanEnvelope, 'retiring'>;

/** Of what is planned, and of what earlier merges have left standing; empty where nothing is. */
export function retiringWords(units: readonly Unit[], plans: readonly Planned[]): readonly string[] {
  const own = new Set(plans.flatMap(({ retires = [] }) => retires));
  const before = retiringIn(units).filter((key) => !own.has(key)).length;
  return [
    ...(own.size === 0 ? [] : [`Of these ${own.size} ${own.size === 1 ? 'goes' : 'go'} ${LATER}.`]),
    ...(before === 0
      ? []
      : [
          `${plural(before, 'resource')} that earlier merges replaced ${before === 1 ? 'is' : 'are'} yet to be retired.`,
        ]),
  ];
}

/** Of what has been carried out; undefined where nothing was left standing. */
export function leftStandingWords(units: readonly Unit[]): string | undefined {
  const count = retiringIn(units).length;
  if (count === 0) return undefined;
  return `**Retired later**: what served before, ${plural(count, 'resource')}, goes ${LATER}. \`rangelight status\` says what it waits for.`;
}

function retiringIn(units: readonly Unit[]): readonly string[] {
  return [...new Set(units.flatMap(({ retiring = [] }) => retiring))];
}
