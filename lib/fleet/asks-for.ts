// Whether a fleet file asks for what a feature brings.
import { textsAt } from '../core/index.ts';
import type { Fleet } from './fleet.ts';

/**
 * @param section that the file has to have, as `SECTION`, or as `SECTION/KIND` with that kind in the list `manage` of
 * it; of several any; undefined: every fleet asks for it.
 */
export function asksFor(
  { features = {} }: Pick<Fleet, 'features'>,
  section: string | readonly string[] | undefined,
): boolean {
  if (section === undefined) return true;
  if (typeof section !== 'string') return section.some((one) => asksFor({ features }, one));
  const [name = '', managed] = section.split('/');
  if (!Object.hasOwn(features, name)) return false;
  return managed === undefined || textsAt(features[name], 'manage').includes(managed);
}
