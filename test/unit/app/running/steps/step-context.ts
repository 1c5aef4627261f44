// What a step gets, over Compute, clusters and Secrets in memory.
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../../fakes/memory-clusters.ts';
import { createMemoryCompute, type MemoryCompute } from '../../../../fakes/memory-compute.ts';
import { createMemoryFleetHub } from '../../../../fakes/memory-fleet-hub.ts';
import { createMemorySecrets, type MemorySecrets } from '../../../../fakes/memory-secrets.ts';
import { OWNER } from '../../../balancer.ts';
import { FLEET as FLEET_FILE } from '../../../features/ingress/blue.ts';
import { OPTIONS } from '../../rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';

export interface StepRig {
  readonly compute: MemoryCompute;
  readonly clusters: MemoryClusters;
  readonly secrets: MemorySecrets;
  readonly context: StepContext;
}

/** A part's request id names it. */
export function stepRig(more: Partial<StepContext> = {}): StepRig {
  const [compute, clusters, secrets] = [createMemoryCompute(), createMemoryClusters(), createMemorySecrets()];
  const context: StepContext = {
    kinds: KINDS,
    rules: RULES,
    runs: RUNS,
    ports: { compute, clusters, secrets, hub: createMemoryFleetHub() },
    fleet: FLEET_FILE,
    owner: OWNER,
    timings: OPTIONS.timings,
    now: 0,
    state: undefined,
    desired: async () => undefined,
    letsGo: async () => ({ isPlanned: false, isWaiting: false, held: 'somebody' }),
    healthAt: () => ({}),
    seen: () => undefined,
    giver: () => undefined,
    isMadeHere: () => false,
    requestId: (part) => `id of ${part}`,
    ...more,
  };
  return { compute, clusters, secrets, context };
}
