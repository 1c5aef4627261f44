// How the resources of load balancers move: the door for whoever plans and carries out plans. In: changes of one unit. Out: gates, and
// what is wanted beside what stands. May import: plan (types).
import type { FeatureRules } from '../../../plan/index.ts';
import { gatesOf } from './gates.ts';
import { withSecondServices } from './second-service.ts';
import { lostVips } from './vip-gates.ts';

export const INGRESS_RULES: FeatureRules = {
  gates: (changes, { observed, applied, tagsOutOfUse }) => gatesOf(changes, observed, applied, tagsOutOfUse),
  settle: (wanted, { kinds, applied, observed }) => withSecondServices(kinds, wanted, applied, observed),
  lostVips: (changes, { observed, applied }) => lostVips(changes, observed, applied),
};
