// Every file of a commit is wanted. May import: lib.
import type { Wanted } from '../../../lib/ports/index.ts';

export const EVERYTHING: Wanted = { first: () => false, others: () => () => true };
