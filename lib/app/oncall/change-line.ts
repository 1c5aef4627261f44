// A change as it is told: without its bodies.
import type { Change } from '../../diff/index.ts';
import type { ChangeLine } from '../../report/index.ts';

export function changeLine({ key, kind, cause, impact, why }: Change): ChangeLine {
  return { key, kind, cause, impact, why };
}
