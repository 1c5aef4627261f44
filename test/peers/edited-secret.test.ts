// A remote secret that somebody edits by hand, on API servers of Kubernetes itself: their field managers say the same
// as those of the embedded one. Skipped where this machine has no such servers.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { createLocalAuthority } from '../../infra/emulators/kubernetes/index.ts';
import type { ApiServers } from '../../infra/local/api-servers/api-server.ts';
import { peerServers } from '../../infra/local/api-servers/peers.ts';
import { CLUSTERS, TOKENS } from '../../infra/local/layout.ts';
import type { Kinds } from '../../lib/model/index.ts';
import { clustersOver, type EmulatedClusters } from '../unit/engine/emulated-clusters.ts';
import {
  CANARIES,
  EDITS,
  editedSecrets,
  type EditedSecrets,
  installReader,
  madeIn,
  REMOTE,
  textIn,
} from '../unit/features/mesh/edited-secrets.ts';
import { lackingForPeers } from './index.ts';

const skip = lackingForPeers().length > 0;
const TIMEOUT_MS = 400_000;
const DAY_MS = 86_400_000;

const stack = new AsyncDisposableStack();
let edited: EditedSecrets | undefined;

beforeAll(async () => {
  if (skip) return;
  const servers: ApiServers = await peerServers()(await createLocalAuthority());
  stack.defer(() => servers.close());
  const open = (kinds: Kinds): Promise<EmulatedClusters> =>
    clustersOver(kinds, ['istio-system'], async (_link, seed) => {
      const layout = CLUSTERS[seed];
      if (layout === undefined) throw new TypeError('the layout has two clusters');
      const around = { clock: virtualClock(), random: seededRandom(seed) };
      const server = await servers.open({ ...layout, negController: false }, around);
      stack.defer(() => server.close());
      return { handler: server.api.handler, token: TOKENS.google };
    });
  edited = await editedSecrets(open, () => wait(500));
  await installReader(edited.clusters);
  stack.use(edited.clusters);
  await edited.settle();
}, TIMEOUT_MS);

afterAll(() => stack.disposeAsync(), TIMEOUT_MS);

it.skipIf(skip)(
  'is told for each edit, and put right in its place',
  async () => {
    if (edited === undefined) throw new TypeError('there are servers');
    const { clusters, walk } = edited;
    const before = madeIn(await edited.standing());
    for (const [name, edit] of Object.entries(EDITS)) {
      // What is changed again and again is not put back again and again.
      walk.rig.clock.advance(DAY_MS);
      expect([name, await edited.look()]).toEqual([name, undefined]);
      await clusters.edit(REMOTE, edit(textIn(await edited.standing())));
      expect([name, madeIn(await edited.standing())]).not.toEqual([name, before]);
      expect([name, await edited.look()]).toEqual([name, expect.stringContaining('somebody changed it')]);
      await edited.heal();
      expect([name, madeIn(await edited.standing())]).toEqual([name, before]);
    }
    await clusters.apply(REMOTE, 'backup', { kind: 'Secret', data: before['data'] ?? null });
    expect(await edited.look()).toBeUndefined();
    walk.rig.clock.advance(DAY_MS);
    await clusters.remove(REMOTE);
    expect(await edited.look()).toContain('somebody removed it');
    await edited.heal();
    const kept = JSON.stringify(walk.rig.store.contents());
    for (const canary of CANARIES) expect(kept).not.toContain(canary);
  },
  TIMEOUT_MS,
);
