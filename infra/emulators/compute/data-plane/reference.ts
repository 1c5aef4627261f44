// References between Compute resources: canonical paths and the parts the data plane reads from them.

/** `projects/P/…` of a reference that may carry a host and an API version. */
export function canonical(reference: string): string {
  const start = reference.indexOf('projects/');
  return start < 0 ? reference : reference.slice(start);
}

/** The last segment of a reference: the resource's name. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The collection of a canonical path, e.g. `urlMaps`. */
export function collectionOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

/** The zone of a zonal path, e.g. `us-west1-a`; undefined for any other. */
export function zoneOf(path: string): string | undefined {
  return /\/zones\/([^/]+)\//.exec(path)?.[1];
}

/** The region of a zone: `us-west1` of `us-west1-a`. */
export function regionOf(zone: string): string {
  return zone.slice(0, zone.lastIndexOf('-'));
}
