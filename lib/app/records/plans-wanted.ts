// Which plans somebody waits for: the branch, what waits to be retired, and every open pull request as it is now. An
// approval of such a plan is meant for it, and for nothing else.
import { pullName, type Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { mergedPulls, type OpenPull, retirements, revisions } from '../../state/index.ts';
import { usableHead } from './known-fleets.ts';
import { openPullsOf } from './open-pulls.ts';
import { revisionsOfPull } from './pull-revisions.ts';

const HEAD = 'head';

/** Digests of plans. @param except name of the occasion that does not count. */
export async function plansWanted(
  store: Store,
  fleet: string,
  except: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const wanted = new Set<string>();
  const head = await usableHead(store, fleet, signal);
  if (head === undefined) return wanted;
  if (except !== HEAD) {
    const reading = await revisions.at(fleet, head.commit, HEAD).look(store, signal);
    const revision = 'found' in reading ? reading.found?.value : undefined;
    for (const plan of revision === undefined ? [] : plansIn(revision)) wanted.add(plan);
    for (const { value } of (await retirements.list(store, [fleet], signal)).found)
      if (value.offered !== undefined) wanted.add(value.offered);
  }
  for (const pull of await openPullsOf(store, head.repository, signal)) {
    if (except === pullName(pull.number)) continue;
    for (const plan of await plansOfPull(store, fleet, pull, signal)) wanted.add(plan);
  }
  return wanted;
}

/** Digests of plans of pull requests that are merged, where no head that holds the merge was told of. */
export async function plansLanding(store: Store, fleet: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const head = await usableHead(store, fleet, signal);
  const { found } = head === undefined ? { found: [] } : await mergedPulls.list(store, [head.repository], signal);
  const landing = found.filter(({ value }) => value.fleets[fleet]?.in === undefined);
  const plans = await Promise.all(landing.map(({ value }) => plansOfPull(store, fleet, value, signal)));
  return new Set(plans.flat());
}

/** Digests of the plans of a pull request at its head. */
export async function plansOfPull(
  store: Store,
  fleet: string,
  pull: Pick<OpenPull, 'number' | 'head'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return (await revisionsOfPull(store, fleet, pull, signal)).flatMap(plansIn);
}

/** Those that were approved before they were overtaken, too. */
function plansIn({ units }: Revision): readonly string[] {
  return units.flatMap(({ plan, overtaken }) => [
    ...(plan === null ? [] : [plan]),
    ...(overtaken === undefined ? [] : [overtaken.plan]),
  ]);
}
