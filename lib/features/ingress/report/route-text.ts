// A route before → after on a line of a terminal.
import { visible } from '../../../report/index.ts';
import type { RouteTarget } from './route-target.ts';
import type { RouteRow } from './routes.ts';

export function routeText({ host, path, before, after, change }: RouteRow): string {
  const shown = [before, after].flatMap((target) => (target === undefined ? [] : [targetText(target)]));
  const sides = change === 'same' ? shown.slice(1) : shown;
  return visible(`route ${host}${path} ${sides.map((side) => `→ ${side}`).join(' ')}: ${change}`);
}

function targetText({ service, places }: RouteTarget): string {
  const where = places.map(({ name, ready }) => (ready === undefined ? name : `${name} (${ready} ready)`));
  return where.length === 0 ? service : `${service} in ${where.join(', ')}`;
}
