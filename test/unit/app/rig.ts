// The world in memory with the features that are built in, and GKE's NEG controller.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { LOOKS } from '../../../functions/wiring/looks.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';
import { isJsonObject, type JsonObject } from '../../../lib/core/index.ts';
import { parseClusterKey, refOfPath } from '../../../lib/model/index.ts';
import type { MemoryClusters } from '../../fakes/memory-clusters.ts';
import type { MemoryCompute } from '../../fakes/memory-compute.ts';
import { PROJECT } from '../balancer.ts';
import { type Brought, createBareRig, type Rig } from './bare-rig.ts';

export { headOf, NEVER, OPTIONS, planBeside, REPOSITORY, type Rig } from './bare-rig.ts';

/** @param more in the place of what is built in. */
export function createRig(more: Partial<Brought> = {}): Rig {
  const rig = createBareRig({ features: FEATURES, rules: RULES, looks: LOOKS, runs: RUNS, ...more });
  negController(rig.compute, rig.clusters);
  return rig;
}

/** GKE: a Service with the annotation has a NEG in its cluster's zone; without the Service the NEG goes. */
function negController(compute: MemoryCompute, clusters: MemoryClusters): void {
  clusters.after = (call, key) => {
    const object = parseClusterKey(key);
    if (object?.plural !== 'services') return;
    const [location = ''] = object.cluster.split('/');
    const name = annotationOf(clusters.body(key));
    if (call === 'apply' && name !== undefined) {
      const neg = `projects/${PROJECT}/zones/${location}-a/networkEndpointGroups/${name}`;
      const ref = refOfPath(KINDS, neg);
      if (ref !== undefined && compute.body(neg) === undefined)
        compute.put(ref, { name, networkEndpointType: 'GCE_VM_IP_PORT', description: '{"namespace":"blue"}' });
    }
  };
}

function annotationOf(body: JsonObject | undefined): string | undefined {
  const metadata = body?.['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  const name = isJsonObject(annotations) ? annotations['cloud.google.com/neg'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
