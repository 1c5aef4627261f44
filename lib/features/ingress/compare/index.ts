// Whether two load balancers serve alike, whatever their resources are named; and where not, a request that shows it.
// In: the graph, or an exported URL map. Out: differences.
export { compareJson, compareLines, differenceText, type Sides } from './compare-lines.ts';
export { compareAll, type Compared, compareSurfaces, type Difference } from './compare-surfaces.ts';
export { exportedUrlMap } from './exported-url-map.ts';
export { surfacesAsked, surfacesOf } from './surfaces-of.ts';
export type { Surface } from './surface.ts';
export { urlMapTest } from './url-map-test.ts';
export { standingSurfaces } from './standing-surfaces.ts';
