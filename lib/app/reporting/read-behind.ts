// Which config clusters lack something of a merged revision, and whether people have heard of it. Of the branch's head
// only: of an older one nothing is waited for any more.
import type { Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import type { BehindView } from '../../report/index.ts';
import { stopsSeen } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { behindIn, plannedWithout } from '../records/behind.ts';
import { usableHead } from '../records/known-fleets.ts';
import { runsUnderWay } from '../records/open-run.ts';

export async function readBehind(
  store: Store,
  revision: Revision,
  signal: AbortSignal,
): Promise<readonly BehindView[]> {
  const { fleet, occasion } = revision;
  const head = await usableHead(store, fleet, signal);
  if (head?.commit !== occasion.commit) return [];
  const reading = await stopsSeen.at(fleet).look(store, signal);
  const seen = 'found' in reading ? (reading.found?.value.stops ?? []) : [];
  const unread = seen.filter(({ reason }) => reason === 'cluster-unreadable' || reason === 'config-cluster-behind');
  const suspects = new Set([...plannedWithout(revision), ...unread.map(({ subject }) => subject)]);
  const { applied } = await loadApplied(store, fleet, signal);
  const open = await runsUnderWay(store, fleet, applied, signal);
  const ended = new Map([...applied].filter(([unit]) => !open.has(unit)));
  const behind = await behindIn(store, revision, suspects, ended, signal);
  const isDue = (cluster: string): boolean =>
    seen.some((stop) => stop.reason === 'config-cluster-behind' && stop.subject === cluster && stop.isDue);
  return [...behind].map(([cluster, units]) => ({ cluster, units, isDue: isDue(cluster) }));
}
