// Names of zones and regions. May import: nothing.

/** `us-west1-a`: a zone is its region and one letter. */
const ZONE = /^[a-z]+-[a-z]+[0-9]+-[a-z]$/;

export function isZone(location: string): boolean {
  return ZONE.test(location);
}

/** The region that a location is, or lies in. */
export function regionOf(location: string): string {
  return isZone(location) ? location.slice(0, -2) : location;
}
