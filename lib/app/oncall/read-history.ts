// What was done to one resource, or to all that stands for one manifest object: by which runs, of which commits, let
// through by whom.
import pLimit from 'p-limit';
import type { Change } from '../../diff/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import type { HistoryLine, RunLine } from '../../report/index.ts';
import { homeOf } from '../records/known-fleets.ts';
import { planAt } from '../records/plan-at.ts';
import { type Merge, mergesOf } from '../words/audit.ts';
import { changeLine } from './change-line.ts';
import { type KnownRun, readKnownRun, runNames } from './run-line.ts';

const CONCURRENCY = 8;

/**
 * @param subject a URL of Compute, a resource key, the key of a manifest object, or the end of one, from a slash on.
 * @param most how many changes at most.
 * @returns newest first.
 */
export async function readHistory(
  store: Store,
  { fleet, subject, most }: { readonly fleet: string; readonly subject: string; readonly most: number },
  signal: AbortSignal,
): Promise<readonly HistoryLine[]> {
  const names = await runNames(store, fleet, signal);
  const repository = await homeOf(store, fleet, signal);
  const merges = await mergesOf(store, fleet, signal);
  const isAsked = asksFor(subject);
  const found: HistoryLine[] = [];
  for (let from = 0; from < names.length && found.length < most; from += CONCURRENCY) {
    const runs = names.slice(from, from + CONCURRENCY);
    const limit = pLimit(CONCURRENCY);
    const read = await Promise.all(
      runs.map((name) =>
        limit(async () => {
          const run = await readKnownRun(store, name, signal);
          const { plan: digest } = run.line;
          return { run, plan: digest === undefined ? undefined : await planAt(store, fleet, digest, signal) };
        }),
      ),
    );
    for (const { run, plan } of read) found.push(...linesOf(run, plan, isAsked, { repository, merges }));
  }
  return found.slice(0, most);
}

interface Origin {
  readonly repository: string | undefined;
  readonly merges: ReadonlyMap<string, Merge>;
}

function linesOf(
  { line, entries }: KnownRun,
  plan: Plan | undefined,
  isAsked: (change: Change) => boolean,
  origin: Origin,
): readonly HistoryLine[] {
  return (plan?.changes ?? []).filter(isAsked).map((change): HistoryLine => {
    const steps = plan?.steps.filter(({ action }) => 'key' in action && action.key === change.key) ?? [];
    const done = entries.filter((entry) => entry.type === 'done' && steps.some(({ id }) => id === entry.step));
    return {
      ...line,
      ...originOf(line, origin),
      change: changeLine(change),
      ...(done.length === 0 ? {} : { wrote: done.some((entry) => entry.type === 'done' && entry.wrote) }),
    };
  });
}

function originOf({ commit }: RunLine, { repository, merges }: Origin): Partial<HistoryLine> {
  if (commit === undefined) return {};
  const merge = merges.get(commit);
  return {
    ...(merge === undefined ? {} : { pullRequest: merge.number, mergedBy: merge.by }),
    ...(repository === undefined ? {} : { commitUrl: `https://github.com/${repository}/commit/${commit}` }),
  };
}

function asksFor(subject: string): (change: Change) => boolean {
  const named = subject.replace(/^https?:\/\/[^/]+\/(?:compute\/[^/]+\/)?/, '');
  const isNamed = (key: string): boolean => key === named || key.endsWith(`/${named}`);
  return ({ key, owners }) => isNamed(key) || owners.some(isNamed);
}
