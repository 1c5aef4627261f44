// What is built in: the features of a fleet, in one order. May import: features, compile (types).
import type { Compiler } from '../../lib/compile/index.ts';
import { compileIngress } from '../../lib/features/ingress/index.ts';

export const COMPILERS: readonly Compiler[] = [compileIngress];
