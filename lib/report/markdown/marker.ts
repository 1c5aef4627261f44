// The words by which a comment or issue of ours is found again; the adapter hides them in the text. An API: changing
// them orphans what is there.
import { digestOf } from '../../core/index.ts';

/**
 * @param names what tells it from its siblings: the fleet, the unit. Only characters that an HTML comment can hold are
 * kept.
 */
export function marker(
  about: 'plan' | 'result' | 'branch' | 'drift' | 'lost' | 'state' | 'dead-letters' | 'stop' | 'command',
  names: readonly string[],
): string {
  const readable = names.map((name) => name.replace(/[^A-Za-z0-9_]/g, '_')).join(' ');
  return `rangelight:${about} ${readable} ${digestOf(names).slice(0, 10)}`;
}
