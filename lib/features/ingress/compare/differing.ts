// Which settings of two sides differ, as far as both are known.
import { canonicalJson } from '../../../core/index.ts';
import type { Settings } from './surface.ts';

/** Names of members, sorted. */
export function differing(first: Settings, second: Settings): readonly string[] {
  const unknown = new Set([...first.unknown, ...second.unknown]);
  const names = [...new Set([...Object.keys(first.known), ...Object.keys(second.known)])].sort();
  return names.filter((name) => {
    const [one, other] = [first.known[name], second.known[name]];
    const isFree = (one === undefined && first.open) || (other === undefined && second.open);
    if (isFree || unknown.has(name)) return false;
    return one === undefined || other === undefined ? one !== other : canonicalJson(one) !== canonicalJson(other);
  });
}
