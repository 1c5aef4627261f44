// How the resources of load balancers move: the door for whoever plans and carries out plans. In: changes of one unit.
// Out: steps, gates, and what is wanted beside what stands.
import type { Change } from '../../../diff/index.ts';
import { isComputeKind } from '../../../model/index.ts';
import type { FeatureRules, KindRules } from '../../../plan/index.ts';
import { INGRESS_KINDS } from '../kinds/index.ts';
import { drainsIn, drainsTold } from './drains.ts';
import { gatesOf } from './gates.ts';
import { ledByMap, ledByService } from './leads-to.ts';
import { movedWork, warmBody } from './route-moves.ts';
import { mapsBefore } from './served-by.ts';
import { withSecondServices } from './second-service.ts';
import { keepTagsInUse, tagsOutOfUse } from './tags-in-use.ts';
import { urlMapSteps } from './url-map-steps.ts';
import { lostVips } from './vip-gates.ts';

/** Every part of a load balancer reaches the edge only after a while. */
const SERVING = Object.fromEntries(
  INGRESS_KINDS.filter(isComputeKind).map(({ id }) => [id, { serves: true }] as const),
);

/** Groups join those that it has, and nothing else changes: what serves goes on as it does. */
function isJoined({ fields }: Change): boolean {
  const joins = fields.filter(
    ({ path, effect, before }) => path.startsWith('backends[') && effect === 'grow' && before === undefined,
  );
  return fields.length > 0 && joins.length === fields.length;
}

const MOVING = {
  urlMap: { serves: true, stand: urlMapSteps, warm: warmBody, watch: movedWork, leads: ledByMap },
  backendService: {
    serves: true,
    watch: (change) => (isJoined(change) ? [] : [[change.key, change.key]]),
    servedBy: mapsBefore,
    leads: ledByService,
  },
  // What somebody put in the place of a rule serves nothing of ours: that is not worth waiting for.
  forwardingRule: { serves: true, goesAtOnce: ({ kind, cause }) => kind === 'replace' && cause === 'drift' },
  // What it admits now may be what serves now.
  firewall: { serves: true, staysInRollback: true },
} as const satisfies Readonly<Record<string, KindRules>>;

export const INGRESS_RULES: FeatureRules = {
  kinds: { ...SERVING, ...MOVING },
  gates: (changes, { observed, applied, fleetwide }) =>
    gatesOf(changes, observed, applied, () => (fleetwide === undefined ? new Set() : tagsOutOfUse(fleetwide))),
  settle: (wanted, { kinds, applied, observed }) => withSecondServices(kinds, wanted, applied, observed),
  keep: keepTagsInUse,
  lost: (changes, { observed, applied }) => lostVips(changes, observed, applied),
  overrides: drainsIn,
  toldOverrides: drainsTold,
};
