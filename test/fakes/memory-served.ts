// Ports of several repositories, as the adapters give them: in any spelling of a name, and none beyond the list.
import { RangelightError, repositoryKey } from '../../lib/core/index.ts';

export interface Served<T> {
  of(name: string): T;
}

/** @param ports by `owner/name`. */
export function createServed<T>(ports: Readonly<Record<string, T>>): Served<T> {
  const byKey = new Map(Object.entries(ports).map(([name, port]) => [repositoryKey(name), port]));
  return {
    of(name) {
      const port = byKey.get(repositoryKey(name));
      if (port === undefined) throw new RangelightError('denied', 'github', `${name} is not served here`);
      return port;
    },
  };
}
