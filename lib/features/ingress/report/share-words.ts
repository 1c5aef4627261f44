// How the requests of a route are divided, in Markdown.
import { clip, code } from '../../../report/index.ts';
import { percentText } from '../views/index.ts';
import type { RouteShare, RouteTarget } from './route-target.ts';
import type { RouteRow } from './routes.ts';

const NAME_LENGTH = 100;

export function shareWords({ service, part }: Pick<RouteShare, 'service' | 'part'>): string {
  return `${code(clip(service, NAME_LENGTH))} ${percentText(part)}`;
}

/** `cart` 95 % → 80 %, `cart-next` 5 % → 20 %. */
export function sharesWords(row: Pick<RouteRow, 'before' | 'after'>): string {
  const [before, after] = [partsOf(row.before), partsOf(row.after)];
  const services = [...new Set([...before.keys(), ...after.keys()])].sort();
  const parts = services.map((service) => {
    const [was, is] = [before.get(service) ?? 0, after.get(service) ?? 0];
    const move = was === is ? percentText(is) : `${percentText(was)} → **${percentText(is)}**`;
    return `${code(clip(service, NAME_LENGTH))} ${move}`;
  });
  return parts.join(', ');
}

function partsOf(target: RouteTarget | undefined): ReadonlyMap<string, number> {
  if (target === undefined) return new Map();
  const shares = target.shares ?? [{ service: target.service, part: 1 }];
  return new Map(shares.map(({ service, part }) => [service, part]));
}
