// Routes move only to what is healthy: newcomers are warmed up, each has to be healthy, and only then do routes move.
import type { Change } from '../../../diff/index.ts';
import { isComputeRef, type RefKey } from '../../../model/index.ts';
import { type Around, type Step, step } from '../../../plan/index.ts';
import { urlMap } from '../kinds/url-map.ts';
import { routeMoves } from './route-moves.ts';

/** The steps of a URL map that comes or changes. */
export function urlMapSteps(change: Change, around: Around): readonly Step[] {
  const { key } = change;
  const { needs } = around;
  const moves = routeMoves(change);
  const warm = moves.some((move) => !move.reached)
    ? [step('expand', { type: 'apply', key, stage: 'warm' }, needs)]
    : [];
  const ready = [...needs, ...frontEndIds(key, around), ...warm.map(({ id }) => id)];
  const healthy = moves.map(({ to, from, share }) =>
    step('expand', { type: 'await-health', key: to, from, ...(share === undefined ? {} : { share }) }, ready),
  );
  const before = [...warm, ...healthy].map(({ id }) => id);
  return [...warm, ...healthy, step(urlMap.phase, { type: 'apply', key, stage: 'final' }, [...needs, ...before])];
}

/**
 * Steps that put something in front of a URL map: Google health-checks only what a forwarding rule reaches. Who waits
 * for an address may wait for a step behind the wait for health.
 */
function frontEndIds(map: RefKey, { neededBy, standing }: Around): readonly string[] {
  const proxies = neededBy(map).filter(({ ref }) => isComputeRef(ref));
  const rules = proxies.flatMap(({ key }) => neededBy(key)).filter(({ ref }) => ref.kind === 'forwardingRule');
  return rules.flatMap(standing);
}
