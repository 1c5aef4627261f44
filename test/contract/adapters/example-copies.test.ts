// What every valid example puts into its config clusters is accepted there, under our own CRDs, and is then what it
// should be: older versions of a kind are written in the stored one.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import { diffFields } from '../../../lib/diff/index.ts';
import { type ClusterRef, type DesiredResource, isClusterRef } from '../../../lib/model/index.ts';
import { compileExample, listExamples } from '../../golden/example.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import serviceExports from '../../../schemas/crds/serviceexports.net.gke.io.json' with { type: 'json' };
import { HANGS_MS } from '../../limits.ts';

const EXAMPLES = join(import.meta.dirname, '../../../schemas/examples/valid');
const { signal } = new AbortController();

type InCluster = DesiredResource & { readonly ref: ClusterRef };

/** CRDs first; status, which belongs to an address, aside. */
function copiesOf(name: string): readonly InCluster[] {
  const { fleet, compiled } = compileExample(join(EXAMPLES, name));
  return (compiled?.states ?? [])
    .flatMap(({ resources }) => resources)
    .filter((resource): resource is InCluster => isClusterRef(resource.ref) && resource.ref.cluster === fleet?.primary)
    .filter(({ ref }) => ref.kind !== 'multiClusterIngressStatus')
    .sort(
      (a, b) => Number(b.ref.kind === 'customResourceDefinition') - Number(a.ref.kind === 'customResourceDefinition'),
    );
}

describe('copies in a config cluster', () => {
  it.each(listExamples(EXAMPLES))('%s', async (name) => {
    const emulator = createKubernetesEmulator({
      name: 'config',
      clock: scaledClock(1),
      random: seededRandom(1),
      tokens: new Map([['t', 'admin']]),
    });
    const served = await serve(emulator.handler);
    try {
      const copies = copiesOf(name);
      const [link = ''] = copies.map(({ ref }) => ref.cluster);
      const connection = { baseUrl: served.url, token: () => Promise.resolve('t') };
      const clusters = createClusters({
        kinds: KINDS,
        connections: new Map([[link, connection]]),
        callTimeoutMs: HANGS_MS,
      });
      const namespaces = new Set(copies.flatMap(({ ref }) => ref.namespace ?? []));
      const post = (path: string, body: object) =>
        emulator.handler(
          new Request(`${served.url}${path}`, {
            method: 'POST',
            headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        );
      for (const namespace of namespaces) await post('/api/v1/namespaces', { metadata: { name: namespace } });
      // What GKE installs.
      await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', serviceExports);
      for (const { ref, body } of copies) await clusters.apply(ref, body, signal);
      expect(copies.length).toBeGreaterThan(4);
      for (const { ref, body } of copies) {
        const observed = (await clusters.get(ref, signal))?.body ?? {};
        const bodies = { desired: body, observed, applied: body };
        expect(diffFields(KINDS.of(ref.kind).fields, bodies, () => undefined)).toEqual([]);
      }
    } finally {
      await served.close();
    }
  });
});
