// Every file of a commit is wanted.
import type { Wanted } from '../../../lib/ports/index.ts';

export const EVERYTHING: Wanted = { first: () => false, others: () => () => true };
