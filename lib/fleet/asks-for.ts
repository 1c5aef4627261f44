// Whether a fleet file asks for what a feature brings.
import type { Fleet } from './fleet.ts';

/** @param section that the file has to have; undefined: every fleet asks for it. */
export function asksFor({ features }: Pick<Fleet, 'features'>, section: string | undefined): boolean {
  return section === undefined || Object.hasOwn(features ?? {}, section);
}
