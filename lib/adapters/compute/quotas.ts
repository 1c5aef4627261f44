// Quotas as a project shows them. Source: compute v1 projects.get answers `quotas[]` with metric, limit and usage.
import { type JsonObject, objectsAt } from '../../core/index.ts';
import type { Quotas } from '../../model/index.ts';

/** By metric; an entry without all three is left out. */
export function quotasIn(project: JsonObject): Quotas {
  const entries = objectsAt(project, 'quotas').flatMap(({ metric, limit, usage }) =>
    typeof metric === 'string' && typeof limit === 'number' && typeof usage === 'number'
      ? [[metric, { limit, usage }] as const]
      : [],
  );
  return new Map(entries);
}
