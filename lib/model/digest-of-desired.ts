// The digest of a desired state. Many states of one unit, as its parts reach them, share most of their resources: each
// is made text once.
import { canonicalJson, digestOfText, oncePer } from '../core/index.ts';
import type { DesiredResource, DesiredState } from './desired.ts';

const textOf = oncePer((resource: DesiredResource) => canonicalJson(resource));

/** What `digestOf` says of it. */
export const digestOfDesired = oncePer(({ fleet, unit, resources }: DesiredState): string => {
  const texts = resources.map(textOf).join(',');
  return digestOfText(`{"fleet":${canonicalJson(fleet)},"resources":[${texts}],"unit":${canonicalJson(unit)}}`);
});
