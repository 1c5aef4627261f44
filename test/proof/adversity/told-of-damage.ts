// Whether people hear of what is lost or damaged: at the end, the issue of each fleet names every document of its
// whole, of its units and of people's words that cannot be read, and the policy where it is lost; it is closed where
// there is none.
import { marker } from '../../../lib/report/markdown/marker.ts';
import * as state from '../../../lib/state/index.ts';
import type { ProofWorld } from '../harness/world.ts';

const NEVER = new AbortController().signal;
/** Two whole looks of drift at the documents. */
const UNTIL_TOLD_MS = 21 * 60_000;

const KEPT = [
  state.heads,
  state.owners,
  state.finishedRevisions,
  state.latestFacts,
  state.policyWords,
  state.appliedStates,
  state.openRuns,
  state.leases,
  state.rollbacks,
  state.namedSecrets,
  state.drifts,
  state.approvals,
  state.pauses,
  state.pins,
];

/** Waits until it must have been told. */
export async function untoldDamage(world: ProofWorld, fleets: ReadonlyMap<string, string>): Promise<readonly string[]> {
  await world.clock.advance(UNTIL_TOLD_MS);
  const failures: string[] = [];
  for (const [fleet, repository] of fleets) {
    const lists = await Promise.all(KEPT.map((kind) => kind.list(world.store, [], NEVER)));
    const damaged = lists.flatMap((list) => list.damaged.map(({ key }) => key)).filter((key) => isOf(key, fleet));
    const issue = world.served.get(repository)?.host.issue(marker('state', [fleet]));
    const body = issue?.state === 'open' ? issue.body : '';
    failures.push(
      ...damaged.filter((key) => !body.includes(shown(key))).map((key) => `nobody is told that ${key} is damaged`),
    );
    const finished = await state.finishedRevisions.at(fleet).look(world.store, NEVER);
    const isLost = 'found' in finished && finished.found === undefined;
    if (isLost && !body.includes('policy in force'))
      failures.push(`nobody is told that the policy of ${fleet} is lost`);
    if (damaged.length === 0 && !isLost && issue?.state === 'open')
      failures.push(`an issue of ${fleet} stays open: ${issue.body}`);
  }
  return failures;
}

function isOf(key: string, fleet: string): boolean {
  const [, second] = key.split('/');
  return second === fleet || second === `${fleet}.json`;
}

/** Digests are shown by their beginning. */
function shown(key: string): string {
  return key.replace(/[0-9a-f]{40,}/g, (digits) => digits.slice(0, 12)).replace('.json', '');
}
