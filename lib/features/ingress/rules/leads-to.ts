// What an edge begins to send requests to when it takes a change up. Pure.
import type { Change } from '../../../diff/index.ts';
import type { RefKey } from '../../../model/index.ts';
import { routesOf } from './route-moves.ts';

/** Backend services that get requests of a route, or a greater part of them than before, sorted. */
export function ledByMap({ before, after }: Change): readonly RefKey[] {
  if (before === undefined) return [];
  const were = routesOf(before);
  const led = [...routesOf(after)].flatMap(([route, parts]) =>
    [...parts].flatMap(([to, part]) => (part > (were.get(route)?.get(to) ?? 0) ? to : [])),
  );
  return [...new Set(led)].sort();
}

/** The backend service itself, when groups join it or get more than they had. */
export function ledByService({ key, kind, fields }: Change): readonly RefKey[] {
  const grows = fields.some(({ path, effect }) => path.startsWith('backends[') && effect === 'grow');
  return kind === 'update' && grows ? [key] : [];
}
