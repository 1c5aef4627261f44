// What a merge changes of the hosted controller's load balancers, each difference at the line that makes it.
import type { ObjectFinding, FleetAtHand, Look } from '../../../live/index.ts';
import { diagnostic } from '../codes/index.ts';
import { differenceText } from '../compare/index.ts';
import { compareHosted, type HostedComparison } from './compare-hosted.ts';
import { type HostedPlace, hostedPlaces } from './hosted-places.ts';

const CODES = {
  stops: 'hosted-stops',
  moves: 'hosted-moves',
  changes: 'hosted-changes',
  new: 'hosted-new',
} as const;

export async function hostedFindings(look: Look, whole: FleetAtHand): Promise<readonly ObjectFinding[]> {
  const comparison = await compareHosted(look, whole);
  return comparison === undefined ? [] : findingsOf(comparison, whole.input);
}

/** One for each line and what it does there; the first difference stands for all of them. */
export function findingsOf(comparison: HostedComparison, input: FleetAtHand['input']): readonly ObjectFinding[] {
  const placeOf = hostedPlaces(comparison, input.manifests.manifests);
  const told = comparison.compared.differences.map((one) => ({ ...differenceText(one), place: placeOf(one) }));
  const alike = Map.groupBy(told, ({ place, risk, isRequest, what, before, after }) =>
    // Settings of one line are told one by one: their values differ.
    JSON.stringify([risk, place, isRequest ? [before, after] : what]),
  );
  return [...alike.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [findingOf(first, more.length)],
  );
}

function findingOf(
  { what, risk, before, after, place }: ReturnType<typeof differenceText> & { readonly place: HostedPlace },
  more: number,
): ObjectFinding {
  const others = more === 0 ? '' : `; so with ${more} more of the requests that stand for all`;
  const message = `hosted load balancer, ${what}: ${before} now, ${after} after the merge${others}`;
  return { ...diagnostic(CODES[risk], message, undefined), ...place };
}
