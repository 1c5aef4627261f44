// Which plans somebody waits for: the branch, and every open pull request as it is now. An approval of such a plan is meant for
// it, and is nobody else's. May import: plan, ports.
import type { Revision } from '../plan/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { Head } from './documents.ts';
import { readOpenPulls } from './open-pulls.ts';
import { keys, type Purpose } from './state-keys.ts';

/** Digests of plans. @param except what does not count. */
export async function plansWanted(
  store: StateStore,
  fleet: string,
  except: Purpose,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const wanted = new Set<string>();
  const head = except === 'head' ? undefined : (await store.read<Head>(keys.head(fleet), signal))?.value;
  if (head !== undefined)
    for (const plan of await plansAt(store, keys.revision(fleet, head.commit), signal)) wanted.add(plan);
  for (const pull of await readOpenPulls(store, signal)) {
    if (except === `pull-${pull.number}`) continue;
    for (const plan of await plansOfPull(store, fleet, pull, signal)) wanted.add(plan);
  }
  return wanted;
}

/** Digests of the plans of a pull request at its head. */
export async function plansOfPull(
  store: StateStore,
  fleet: string,
  { number, head }: { readonly number: number; readonly head: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  return plansAt(store, keys.revision(fleet, head, `pull-${number}`), signal);
}

/** Those that were approved before they were overtaken, too. */
async function plansAt(store: StateStore, key: string, signal: AbortSignal): Promise<readonly string[]> {
  const stored = await store.read<Revision>(key, signal);
  return (stored?.value.units ?? []).flatMap(({ plan, overtaken }) => [
    ...(plan === null ? [] : [plan]),
    ...(overtaken === undefined ? [] : [overtaken.plan]),
  ]);
}
