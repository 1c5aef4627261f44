// urlMaps.invalidateCache: an operation that leaves the map as it is. There is no cache behind it to empty.
import { invalid, notImplemented } from '../errors.ts';
import type { ChangingVerb } from './kind.ts';

interface Invalidation {
  readonly host?: string;
  readonly path?: string;
  readonly cacheTags?: readonly string[];
}

const LONGEST_PATH = 1024;

export const invalidateCache: ChangingVerb = {
  changes: true,
  message: 'CacheInvalidationRule',
  operationType: 'invalidateCache',
  seconds: 10,
  plan(_current, request) {
    const { path = '', cacheTags = [] } = request as Invalidation;
    if (cacheTags.length > 0) throw notImplemented('urlMaps.invalidateCache by cacheTags');
    const star = path.indexOf('*');
    const starAtEnd = star === -1 || (star === path.length - 1 && path.endsWith('/*'));
    if (!path.startsWith('/') || !starAtEnd || /[?#]/.test(path) || path.length > LONGEST_PATH) {
      const detail = 'Must start with /, may end with /*, and must not contain ?, # or another *.';
      throw invalid('resource.path', path, detail);
    }
    return (stored) => stored;
  },
};
