// The plan that a person names on a pull request: one of the plans of its newest commit, or, when it was merged last,
// of the branch. A plan of something else is none of it, however well its digest is known.
import type { Plan, PlanEnvelope, Revision } from '../../plan/index.ts';
import type { Topic } from '../../ports/index.ts';
import { heads, plans, revisions } from '../../state/index.ts';
import { plansNamed } from '../words/approvals.ts';
import { UNMERGED_TITLE } from '../../report/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import { openPullOf } from '../records/open-pulls.ts';
import { revisionsOfPull } from '../records/pull-revisions.ts';
import type { ReporterWorld } from '../world.ts';
import { refusal } from './refusal.ts';

export interface NamedPlan {
  readonly plan: Plan;
  readonly envelope: PlanEnvelope;
  readonly revision: Revision;
}

/**
 * @param digest first 8 or more digits.
 * @param fleet undefined: any.
 * Fails with `denied` when there is none, or more than one.
 */
export async function namedPlan(
  { store, name }: Pick<ReporterWorld, 'store' | 'name'>,
  topic: Extract<Topic, { type: 'pull-request' }>,
  digest: string,
  fleet: string | undefined,
  signal: AbortSignal,
): Promise<NamedPlan> {
  const found = new Map<string, NamedPlan>();
  const own = [...(await headsOf(store, name, signal)).keys()].sort();
  for (const one of own.filter((known) => fleet === undefined || known === fleet)) {
    for (const revision of await revisionsOf({ store, name }, topic, one, signal)) {
      for (const envelope of revision.units) {
        if (envelope.plan?.startsWith(digest) !== true) continue;
        const plan = (await plans.at(one, envelope.plan).read(store, signal))?.value;
        if (plan !== undefined) found.set(`${one}/${plan.digest}`, { plan, envelope, revision });
      }
    }
  }
  const [only, ...others] = found.values();
  if (only === undefined) {
    throw refusal(
      `no plan of this pull request as it is now begins with ${digest}: it may have been planned again since`,
    );
  }
  if (others.length > 0) {
    throw refusal(`${found.size} plans of this pull request begin with ${digest}: give more digits, or --fleet`);
  }
  // Who may push can look for a plan that begins like the one that was read; that one is stored too.
  const alike = await plansNamed(store, only.plan.fleet, digest, signal);
  if (alike.length > 1) throw refusal(`${alike.length} plans were made that begin with ${digest}: give more digits`);
  return only;
}

/** The revisions that count, the most telling first. */
async function revisionsOf(
  { store, name }: Pick<ReporterWorld, 'store' | 'name'>,
  { number, state, head, mergeCommit }: Extract<Topic, { type: 'pull-request' }>,
  fleet: string,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const own = await revisionsOfPull(store, fleet, { number, head }, signal);
  if (state === 'open') {
    const note = await openPullOf(store, name, number, signal);
    if (note?.unmerged !== undefined) throw refusal(UNMERGED_TITLE[note.unmerged]);
    return own.filter(({ occasion }) => occasion.type === 'pull-request' && occasion.base === note?.base);
  }
  if (mergeCommit === undefined) return own;
  const branch = (await heads.at(fleet).read(store, signal))?.value.commit;
  if (branch !== mergeCommit) return own;
  // The branch's plans first: after the merge they are what an approval releases.
  const merged = (await revisions.at(fleet, mergeCommit, 'head').read(store, signal))?.value;
  return merged === undefined ? own : [merged, ...own];
}
