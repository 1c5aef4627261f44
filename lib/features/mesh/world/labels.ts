// Labels, and what selects by them.
import type { JsonObject } from '../../../core/index.ts';

export type MeshLabels = Readonly<Record<string, string>>;

/** The members that are texts. */
export function labelsIn(value: JsonObject): MeshLabels {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])),
  );
}

/** Whether all of the wanted labels are there; a selector without labels selects everything. */
export function selects(wanted: MeshLabels, labels: MeshLabels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
