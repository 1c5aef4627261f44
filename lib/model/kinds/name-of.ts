// Names of what these kinds are of. May import: model.
import { nameOf as nameOfKind } from '../names.ts';
import { KINDS, type ResourceKind } from './index.ts';

/** See `names.nameOf`. */
export function nameOf(kind: ResourceKind, readable: readonly string[], identity: unknown): string {
  return nameOfKind(KINDS.of(kind), readable, identity);
}
