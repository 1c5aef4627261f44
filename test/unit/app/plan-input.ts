// What one unit of a fleet is planned from, where nothing is said of it: no record, nothing in flight, nothing
// approved.
import type { PlanInput } from '../../../lib/app/planning/plan-input.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { createRig } from './rig.ts';
import { desiredOf, FLEET, observedOf } from '../balancer.ts';

const COMPILED: PlanInput['compiled'] = {
  states: [desiredOf([])],
  sources: {},
  held: [],
  awaited: [],
  secrets: [],
  incomplete: false,
  unknownClusters: [],
  diagnostics: [],
};

/** @param more what is said; of what is compiled, a part is enough. */
export function planInput({
  compiled = {},
  ...more
}: Partial<Omit<PlanInput, 'compiled'>> & { readonly compiled?: Partial<PlanInput['compiled']> }): PlanInput {
  const fleet = createRig().fleet();
  return {
    rules: RULES,
    fleet,
    policy: fleet.policy,
    compiled: { ...COMPILED, ...compiled },
    facts: { fleet: FLEET, clusters: {}, addresses: {} },
    applied: new Map(),
    damaged: new Map(),
    unrecorded: new Set(),
    observed: observedOf([]),
    quotas: new Map(),
    commit: 'commit-2',
    approvals: new Map(),
    inFlight: [],
    standing: new Map(),
    pins: new Map(),
    placeOf: () => undefined,
    ...more,
  };
}
