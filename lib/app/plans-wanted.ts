// Which plans somebody waits for: the branch, and every open pull request as it is now. An approval of such a plan is meant for
// it, and for nothing else. May import: plan, ports, state.
import { pullName } from '../plan/index.ts';
import type { Store } from '../ports/index.ts';
import { revisions } from '../state/index.ts';
import { usableHead } from './known-fleets.ts';
import { openPullsOf } from './open-pulls.ts';

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
  if (except !== HEAD) for (const plan of await plansAt(store, fleet, head.commit, HEAD, signal)) wanted.add(plan);
  for (const pull of await openPullsOf(store, head.repository, signal)) {
    if (except === pullName(pull.number)) continue;
    for (const plan of await plansOfPull(store, fleet, pull, signal)) wanted.add(plan);
  }
  return wanted;
}

/** Digests of the plans of a pull request at its head. */
export async function plansOfPull(
  store: Store,
  fleet: string,
  { number, head }: { readonly number: number; readonly head: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  return plansAt(store, fleet, head, pullName(number), signal);
}

/** Those that were approved before they were overtaken, too. */
async function plansAt(
  store: Store,
  fleet: string,
  commit: string,
  occasion: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const reading = await revisions.at(fleet, commit, occasion).look(store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  return (revision?.units ?? []).flatMap(({ plan, overtaken }) => [
    ...(plan === null ? [] : [plan]),
    ...(overtaken === undefined ? [] : [overtaken.plan]),
  ]);
}
