// Which repositories may be called at all.
import { RangelightError, repositoryKey } from '../../core/index.ts';
import type { Where } from './access.ts';

/**
 * Makes something of each of these repositories, once, when it is asked for. Fails with `denied` for any other name.
 */
export function ofServed<T>(names: readonly string[], make: (where: Where) => T): (name: string) => T {
  const allowed = new Map(names.map((name) => [repositoryKey(name), name]));
  const made = new Map<string, T>();
  return (asked) => {
    const name = allowed.get(repositoryKey(asked));
    if (name === undefined) {
      throw new RangelightError('denied', 'github', `${asked} is not one of the repositories that are served here`);
    }
    const [owner = '', repo = ''] = name.split('/');
    const one = made.get(name) ?? make({ owner, repo });
    made.set(name, one);
    return one;
  };
}
