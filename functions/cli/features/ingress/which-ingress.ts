// Which ingress is compared, where a side has several.
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Surface } from '../../../../lib/features/ingress/index.ts';
import type { Side } from './compare-side.ts';

/**
 * Of each side those of the ingress that is meant, and exported URL maps, which do not say.
 * Fails with `not-found` for one that no side has.
 */
export function ofIngress(
  sides: readonly Pick<Side, 'surfaces' | 'unread'>[],
  ingress: string | undefined,
): readonly (readonly Surface[])[] {
  const all = sides.map(({ surfaces }) => surfaces);
  if (ingress === undefined) return all;
  const known = namesIn(all.flat());
  // What could not be read may have it.
  if (!known.includes(ingress) && sides.every(({ unread }) => unread.length === 0)) {
    const message = `there is no ingress ${ingress}${known.length === 0 ? '' : `; there is ${known.join(', ')}`}`;
    throw new RangelightError('not-found', 'command line', message);
  }
  return all.map((some) => some.filter(({ id, listeners }) => listeners === undefined || id === ingress));
}

/** Fails with `invalid` where an exported URL map stands beside several ingresses: it does not say which it is. */
export function askForIngress(first: readonly Surface[], second: readonly Surface[]): void {
  const known = namesIn([...first, ...second]);
  const isExported = [first, second].some((side) => side.some(({ listeners }) => listeners === undefined));
  if (!isExported || known.length < 2) return;
  const message = `say of which ingress the URL map is, with --ingress: ${known.join(', ')}`;
  throw new RangelightError('invalid', 'command line', message);
}

function namesIn(surfaces: readonly Surface[]): readonly string[] {
  return [...new Set(surfaces.flatMap(({ id, listeners }) => (listeners === undefined ? [] : id)))].sort();
}
