// How far regions lie from each other, for "nearest region first". The table is ours: rough places, not measured
// latency.

/** Latitude and longitude in degrees of the middle of each area (a region's name without its number). */
const places: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['us-west', [40, -120]],
  ['us-central', [41, -96]],
  ['us-south', [33, -97]],
  ['us-east', [36, -79]],
  ['northamerica-northeast', [45, -76]],
  ['northamerica-south', [21, -100]],
  ['southamerica-east', [-24, -47]],
  ['southamerica-west', [-33, -71]],
  ['europe-west', [50, 4]],
  ['europe-north', [60, 27]],
  ['europe-central', [52, 21]],
  ['europe-southwest', [40, -4]],
  ['me-west', [32, 35]],
  ['me-central', [25, 51]],
  ['africa-south', [-26, 28]],
  ['asia-south', [24, 75]],
  ['asia-southeast', [-2, 105]],
  ['asia-east', [23, 118]],
  ['asia-northeast', [36, 135]],
  ['australia-southeast', [-35, 148]],
]);

/**
 * `regions` with the one nearest to `from` first; the same region, then the same area, then by distance, then by name.
 */
export function nearestFirst(from: string, regions: Iterable<string>): readonly string[] {
  const ranked = [...new Set(regions)].map((region) => ({ region, distance: distance(from, region) }));
  ranked.sort((a, b) => a.distance - b.distance || (a.region < b.region ? -1 : 1));
  return ranked.map(({ region }) => region);
}

/**
 * Radians on the globe; -1 for the region itself, so that it beats its own area; infinite for a place not in the table.
 */
function distance(from: string, to: string): number {
  if (from === to) return -1;
  const [a, b] = [places.get(areaOf(from)), places.get(areaOf(to))];
  if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
  const [lat1, lon1, lat2, lon2] = [radians(a[0]), radians(a[1]), radians(b[0]), radians(b[1])];
  const haversine =
    Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * Math.asin(Math.sqrt(haversine));
}

function areaOf(region: string): string {
  return region.replace(/\d+$/, '');
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
