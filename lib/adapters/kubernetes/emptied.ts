// Server-side apply loses a mapping that is applied as empty when its last members were the applier's own: what is taken
// back takes the mapping along. Source: kubernetes-sigs/structured-merge-diff, typed/remove.go.
import { isJsonObject, type Json } from '../../core/index.ts';

/** Whether a mapping that was applied as empty is not in what was stored. */
export function lostAnEmptyOne(applied: Json | undefined, stored: Json | undefined): boolean {
  if (!isJsonObject(applied)) return false;
  if (!isJsonObject(stored)) return Object.keys(applied).length === 0;
  return Object.entries(applied).some(([key, member]) => lostAnEmptyOne(member, stored[key]));
}
