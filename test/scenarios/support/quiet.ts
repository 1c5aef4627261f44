// Knows when everything that a push or a tick set off has come to its end, from what the emulators themselves record.
import { ORDERED_TOPICS, subscriptionOf } from '../../../infra/deploy/contract.ts';
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { BUCKETS, PROJECT, TOKENS } from '../../../infra/local/layout.ts';

export type PushRecord = LocalCloud['pubsub']['record']['pushes'][number];

const NAMES = ORDERED_TOPICS.map((topic) => `projects/${PROJECT}/subscriptions/${subscriptionOf(topic)}`);

/** Resolves when no webhook is on its way and no subscription owes a message. */
export async function quiet({ github, pubsub }: LocalCloud): Promise<void> {
  for (;;) {
    await github.idle();
    // Looked at in one turn, with nothing awaited between: what one handler publishes it publishes before it answers.
    if (NAMES.every((name) => pubsub.backlog(name) === 0)) return;
    await nextPush({ pubsub }, () => true);
  }
}

/** Resolves with the next push attempt that ends and matches. */
export function nextPush(
  { pubsub }: Pick<LocalCloud, 'pubsub'>,
  matches: (push: PushRecord) => boolean,
): Promise<PushRecord> {
  return new Promise((resolve) => {
    const stop = pubsub.record.onPush((push) => {
      if (!matches(push)) return;
      stop();
      resolve(push);
    });
  });
}

/**
 * When the next of the runs that have not ended is to be woken, milliseconds since the epoch; undefined when all have.
 */
export async function nextWake({ urls }: Pick<LocalCloud, 'urls'>): Promise<number | undefined> {
  const objects = `${urls.storage}/storage/v1/b/${BUCKETS.state}/o`;
  const headers = { authorization: `Bearer ${TOKENS.person}` };
  const { items = [] } = (await (await fetch(objects, { headers })).json()) as {
    readonly items?: readonly { readonly name: string }[];
  };
  const open = items.map(({ name }) => name).filter((name) => name.startsWith('open/'));
  const wakes = open.map(async (name) => {
    const answer = await fetch(`${objects}/${encodeURIComponent(name)}?alt=media`, { headers });
    return ((await answer.json()) as { readonly wakeAt: number }).wakeAt;
  });
  return wakes.length === 0 ? undefined : Math.min(...(await Promise.all(wakes)));
}
