// What a merge changes of the hosted controller's load balancers, for the reports of a revision.
import type { FleetAtHand, Look, Outlook, UnitAtHand } from '../../../live/index.ts';
import { unreadLines } from '../../../model/index.ts';
import { differenceText } from '../compare/index.ts';
import { HOSTED, keptHosted } from '../hosted-outlook.ts';
import { compareHosted } from './compare-hosted.ts';

/** More are told by their number. */
const MOST = 50;

export async function hostedOutlook(
  _units: readonly UnitAtHand[],
  look: Look,
  whole: FleetAtHand,
): Promise<Outlook | undefined> {
  const comparison = await compareHosted(look, whole);
  if (comparison === undefined) return undefined;
  const { differences, requests, unknown } = comparison.compared;
  return {
    [HOSTED]: keptHosted({
      differences: differences.slice(0, MOST).map(differenceText),
      count: differences.length,
      requests,
      unknown: [...unreadLines(whole.observed.unknown), ...unknown].slice(0, MOST),
    }),
  };
}
