// Knows when everything that a push or a tick set off has come to its end, from what the emulators themselves record.
// May import: local.
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { BUCKET, PROJECT } from '../../../infra/local/layout.ts';
import { SUBSCRIPTIONS } from '../../../infra/local/topics.ts';

export type PushRecord = LocalCloud['pubsub']['record']['pushes'][number];

const NAMES = Object.entries(SUBSCRIPTIONS).map(
  ([topic, target]) => `projects/${PROJECT}/subscriptions/${topic}-${target}`,
);

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

/** Units with a run that has not come to its end, and is waiting for a tick when all is quiet. */
export async function openRuns({ urls }: Pick<LocalCloud, 'urls'>): Promise<readonly string[]> {
  const answer = await fetch(`${urls.storage}/storage/v1/b/${BUCKET}/o`);
  const { items = [] } = (await answer.json()) as { readonly items?: readonly { readonly name: string }[] };
  return items.map(({ name }) => name).filter((name) => name.includes('/open/'));
}
