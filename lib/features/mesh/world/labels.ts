// Labels, and what selects by them.
export type MeshLabels = Readonly<Record<string, string>>;

/** Whether all of the wanted labels are there; a selector without labels selects everything. */
export function selects(wanted: MeshLabels, labels: MeshLabels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
