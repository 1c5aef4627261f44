// How far regions lie from each other. The table is ours: where the regions of a group lie on the globe, roughly.
// Google measures latency and publishes no table; between neighbours its answer may differ.

/** Latitude and longitude in degrees of a group of regions: a region's name without its number. */
const GROUPS: Readonly<Record<string, readonly [number, number]>> = {
  'africa-south': [-26, 28],
  'asia-east': [23, 118],
  'asia-northeast': [36, 135],
  'asia-south': [24, 75],
  'asia-southeast': [-2, 105],
  'australia-southeast': [-35, 148],
  'europe-central': [52, 21],
  'europe-north': [60, 27],
  'europe-southwest': [40, -4],
  'europe-west': [50, 4],
  'me-central': [25, 51],
  'me-west': [32, 35],
  'northamerica-northeast': [45, -76],
  'northamerica-south': [21, -100],
  'southamerica-east': [-24, -47],
  'southamerica-west': [-33, -71],
  'us-central': [41, -96],
  'us-east': [36, -79],
  'us-south': [33, -97],
  'us-west': [40, -120],
};

/** How one region stands to another, in words. */
export type Nearness = 'same region' | 'same group of regions' | 'another group of regions' | 'place unknown';

export function nearness(from: string, to: string): Nearness {
  if (from === to) return 'same region';
  if (placeOf(from) === undefined || placeOf(to) === undefined) return 'place unknown';
  return groupOf(from) === groupOf(to) ? 'same group of regions' : 'another group of regions';
}

/** The regions, each once, the one nearest to `from` first; equally near ones by name, unknown places last. */
export function nearestFirst(from: string, regions: Iterable<string>): readonly string[] {
  return [...new Set(regions)]
    .map((region) => ({ region, angle: angleBetween(from, region) }))
    .sort((a, b) => order(a.angle, b.angle) || order(a.region, b.region))
    .map(({ region }) => region);
}

/** On the globe, in radians. The region itself is nearer than any other of its group. */
function angleBetween(from: string, to: string): number {
  if (from === to) return -1;
  const [a, b] = [placeOf(from), placeOf(to)];
  if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
  const [lat1, lon1, lat2, lon2] = [radians(a[0]), radians(a[1]), radians(b[0]), radians(b[1])];
  const haversine =
    Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * Math.asin(Math.sqrt(haversine));
}

/** Source: light in glass fibre makes about 200,000 km in a second. */
const KM_PER_MS = 200;
const EARTH_RADIUS_KM = 6371;

/**
 * The least that a way to a region and back takes, milliseconds: light in fibre on the shortest line. Real ways are
 * longer. Undefined within a group of regions, and for places that are not known.
 */
export function leastRoundTripMs(from: string, to: string): number | undefined {
  if (nearness(from, to) !== 'another group of regions') return undefined;
  return (2 * angleBetween(from, to) * EARTH_RADIUS_KM) / KM_PER_MS;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function placeOf(region: string): readonly [number, number] | undefined {
  const group = groupOf(region);
  return Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
}

function groupOf(region: string): string {
  return region.replace(/\d+$/, '');
}

function order<T extends number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
