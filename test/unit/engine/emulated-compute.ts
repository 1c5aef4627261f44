// Compute as the emulator of its API, through the client that the functions have.
import { createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import type { Kind as EmulatedKind } from '../../../infra/emulators/compute/resources/kind.ts';
import { type CollectionCalls, createCompute } from '../../../lib/adapters/compute/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import type { Kinds } from '../../../lib/model/index.ts';
import type { Compute } from '../../../lib/ports/index.ts';
import { HANGS_MS } from '../../limits.ts';
import { PROJECT } from '../fleet-of-two.ts';

export interface EmulatedCompute extends AsyncDisposable {
  readonly compute: Compute;
  /** As somebody with a console. @param path in the project */
  byHand(method: 'PATCH' | 'DELETE', path: string, body?: object): Promise<void>;
}

/** @param more collections that neither the emulator nor the client has by itself. */
export async function emulatedCompute(
  kinds: Kinds,
  more: { readonly emulated: readonly EmulatedKind[]; readonly collections: Readonly<Record<string, CollectionCalls>> },
): Promise<EmulatedCompute> {
  const { handler } = createComputeEmulator({
    project: PROJECT,
    clock: scaledClock(50),
    random: seededRandom(1),
    fabric: createFabric(),
    regions: [{ name: 'us-west1', zones: ['us-west1-a'] }],
    operations: 'instant',
    kinds: more.emulated,
  });
  const served = await serve(handler);
  const auth = staticToken('a-token');
  return {
    compute: await createCompute({
      kinds,
      collections: more.collections,
      endpoint: served.url,
      auth,
      callTimeoutMs: HANGS_MS,
    }),
    async byHand(method, path, body) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { 'content-type': 'application/json', authorization: 'Bearer another' };
      const url = `${served.url}/compute/v1/projects/${PROJECT}/${path}`;
      const answer = await fetch(url, { method, headers, ...sent });
      if (!answer.ok) throw new TypeError(await answer.text());
    },
    [Symbol.asyncDispose]: () => served.close(),
  };
}
