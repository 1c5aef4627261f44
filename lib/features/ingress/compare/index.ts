// Whether two load balancers serve alike, whatever their resources are named; and where not, a request that shows it.
// In: the graph, or an exported URL map. Out: differences.
export { compareJson, compareLines, differenceText, type Sides } from './compare-lines.ts';
export { answering, type Taken } from './answer-request.ts';
export {
  compareAll,
  type Compared,
  compareSurfaces,
  type Difference,
  type RequestDifference,
  type SettingDifference,
} from './compare-surfaces.ts';
export { exportedUrlMap } from './exported-url-map.ts';
export { surfacesAsked, surfacesOf } from './surfaces-of.ts';
export type { Routing, Surface } from './surface.ts';
export { comparableWith } from './not-compared.ts';
export { urlMapTest } from './url-map-test.ts';
export { isStandingUnknown, standingSurfaces } from './standing-surfaces.ts';
