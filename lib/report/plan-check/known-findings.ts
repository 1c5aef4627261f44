// What a pull request's plan finds that the branch's own plan found already: nobody who reads the pull request brought
// it. Counted, and told by the branch's check; what stops something is told by everybody.
import type { Diagnostic } from '../../core/index.ts';
import type { FleetPlan, KnownFindings } from './fleet-plan.ts';

/** The plan as it is told: without what the branch has already, which is counted. Errors stay: they stop the apply. */
export function withoutKnown({ base, ...fleet }: FleetPlan): FleetPlan {
  if (base === undefined) return fleet;
  const left = new Map<string, number>();
  for (const finding of base.diagnostics) left.set(identityOf(finding), (left.get(identityOf(finding)) ?? 0) + 1);
  const isKnown = (finding: Diagnostic): boolean => {
    const count = left.get(identityOf(finding)) ?? 0;
    left.set(identityOf(finding), count - 1);
    return count > 0 && finding.severity !== 'error';
  };
  const { diagnostics } = fleet.revision;
  const own = diagnostics.filter((finding) => !isKnown(finding));
  const count = diagnostics.length - own.length;
  if (count === 0) return fleet;
  return { ...fleet, revision: { ...fleet.revision, diagnostics: own }, known: { count, commit: base.commit } };
}

/** Lines move; what is said of an object stays the same. */
function identityOf({ code, severity, message, source }: Diagnostic): string {
  return JSON.stringify([code, severity, message, source?.file]);
}

/** One line of Markdown. GitHub makes a link of the bare commit. */
export function knownWords({ count, commit }: KnownFindings): string {
  const [what, are] = count === 1 ? ['finding', 'is'] : ['findings', 'are'];
  return `${count} other ${what} ${are} not of this pull request: the branch has ${count === 1 ? 'it' : 'them'} already (the check \`rangelight/plan\` of ${commit}).`;
}
