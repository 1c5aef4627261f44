// What is answered in a story, and what of it was predicted otherwise.
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { MeshPeers } from './peers-world.ts';
import type { Called } from './called.ts';
import { predicted } from './predicted.ts';
import { isNear } from './seen.ts';
import type { Story } from './story.ts';

/** Longer than a sidecar serves the connections that it has by rules that are replaced: 45 s, by pilot-agent. */
const SETTLED_MS = 60_000;

/** A change takes a moment: what is answered as predicted twice is so, and else what is answered when time is up. */
export async function settled(world: MeshPeers, story: Story): Promise<readonly Called[]> {
  await world.become(story);
  const deadline = Date.now() + SETTLED_MS;
  for (let agreed = 0; ; await wait(200)) {
    const calls = await world.ask(story);
    agreed = misjudged(story, calls).length === 0 ? agreed + 1 : 0;
    if (agreed === 2 || Date.now() > deadline) return calls;
  }
}

/** What is predicted otherwise than it was seen. */
export function misjudged(story: Story, calls: readonly Called[]): readonly string[] {
  return predicted(story).flatMap((told) => {
    const seen = calls.find((one) => isDeepStrictEqual(placeOf(one), placeOf(told)));
    if (isDeepStrictEqual(seen?.answered, told.answered) && hasShares(seen, told)) return [];
    const { cluster, workload, service } = told;
    return [`${workload} of ${cluster} calls ${service}: predicted ${wordsOf(told)}; seen ${wordsOf(seen)}`];
  });
}

/** Where none are predicted, any will do. */
function hasShares(seen: Called | undefined, { shares }: Called): boolean {
  return shares?.every((share, index) => isNear(share, seen?.shares?.[index] ?? 0)) ?? true;
}

function wordsOf(called: Called | undefined): string {
  const { answered = [], shares } = called ?? {};
  const words = answered.map((one, at) => (shares === undefined ? one : `${one} ${Math.round(shares[at] ?? 0)} %`));
  return words.join(', ');
}

function placeOf({ cluster, workload, service }: Called) {
  return { cluster, workload, service };
}
