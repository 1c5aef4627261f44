// A cluster of a mesh that is lost while callers of another one go on: first its API server alone, then its pods too.
// The last that is done with a world: nothing of the cluster comes back.
import { setTimeout as wait } from 'node:timers/promises';
import { kill } from '../../peers/processes.ts';
import { pidsIn } from '../../peers/network.ts';
import type { Answered } from './called.ts';
import type { MeshPeers } from './peers-world.ts';
import { ONE, TWO, WORKLOADS } from './story.ts';

export const CASES = {
  unseen: 'an API server that is gone costs no request: its pods are called as before',
  refused: 'pods that are gone while nobody can say so: others answer, and where there are none it is 503',
  restarted: 'a control plane that starts anew without it goes on with its own pods alone',
} as const;
export type Case = keyof typeof CASES;

const PATIENCE_MS = 60_000;
/** Rounds of calls while the API server is gone. */
const ROUNDS = 20;

/** @returns what is not so, by case; in words. */
export async function askLost(world: MeshPeers): Promise<ReadonlyMap<Case, string>> {
  const wrong = new Map<Case, string>();
  const [, lost] = world.clusters;
  if (lost === undefined) throw new TypeError('there are two clusters');
  await world.become({ name: 'full' });
  const [own, other, only] = [[`${ONE} nodeapp1-v1`], `${TWO} nodeapp1-v2`, [`${TWO} nodeapp2`]];
  const both = [other, ...own];
  const nodeapp1 = (): Promise<Answered> => world.call('nodeapp3', 'nodeapp1');
  const nodeapp2 = (): Promise<Answered> => world.call('nodeapp3', 'nodeapp2');
  const are = (wanted: readonly string[]) => (answered: Answered) => answered.join() === wanted.join();
  const before = await until(nodeapp1, are(both));
  if (before !== undefined) wrong.set('unseen', `before anything is lost nodeapp1 answers ${before.join()}`);

  for (const { pid } of lost.started) kill(pid);
  // Which of two a round meets is up to balancing; all rounds together meet both.
  const met = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const one of [...(await nodeapp1()), ...(await nodeapp2())]) met.add(one);
  const all = [...both, ...only].sort();
  if ([...met].sort().join() !== all.join()) wrong.set('unseen', `answered ${[...met].join()}`);

  for (const { name } of WORKLOADS.filter(({ cluster }) => cluster === TWO))
    for (const pid of await pidsIn(world.pods.get(name)?.network.namespace ?? '')) kill(pid);
  const left = (await until(nodeapp1, are(own))) ?? (await until(nodeapp2, are(['503'])));
  if (left !== undefined) wrong.set('refused', `answered ${left.join()}`);

  const istiod = world.istiods.get(ONE);
  await istiod?.restart();
  // Longer than it waits for clusters that cannot be reached.
  await wait(40_000);
  const after = (await until(nodeapp1, are(own))) ?? (await until(nodeapp2, are(['503'])));
  const ended = istiod?.whyEnded();
  if (after !== undefined || ended !== undefined) wrong.set('restarted', ended ?? `answered ${after?.join()}`);
  return wrong;
}

/** @returns what is seen when time is up; undefined as soon as it is as it should be. */
async function until(
  see: () => Promise<Answered>,
  isSo: (answered: Answered) => boolean,
): Promise<Answered | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await see();
    if (isSo(seen)) return undefined;
    if (Date.now() > deadline) return seen;
    await wait(300);
  }
}
