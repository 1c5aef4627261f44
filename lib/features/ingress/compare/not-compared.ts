// What a commit leaves as it stands: an ingress that it holds, because of an error or of a Secret that is not known,
// and whatever a file that cannot be read to its end may declare. Neither goes, and neither is compared.
import type { CompileInput } from '../../../compile/index.ts';
import { compileIngress } from '../compile.ts';
import { compileHosted } from '../hosted/index.ts';
import { ingressKey, parseOwner } from '../standing/index.ts';
import type { Surface } from './surface.ts';

export interface Comparable {
  /** Those that the commit says something of. */
  readonly surfaces: readonly Surface[];
  /** Why the others are not compared, in words. */
  readonly unknown: readonly string[];
}

/**
 * @param others what a commit is compared with.
 * @param asked what it asks for.
 * @param input what this is made of; undefined: its fleet file cannot be used, and it says nothing.
 */
export function comparableWith(
  others: readonly Surface[],
  asked: readonly Surface[],
  input: CompileInput | undefined,
): Comparable {
  const held = input === undefined ? undefined : heldIn(input);
  const known = new Set(asked.map(({ id }) => id));
  const isKept = ({ id }: Surface): boolean => {
    const place = parseOwner(id);
    return place !== undefined && held?.has(ingressKey(place)) === true;
  };
  const saysAll = input?.manifests.incomplete.length === 0;
  // An exported map has a name of its own.
  const isHidden = ({ id, listeners }: Surface): boolean => !saysAll && listeners !== undefined && !known.has(id);
  const left = others.filter((one) => isKept(one) || isHidden(one));
  return {
    surfaces: others.filter((one) => !left.includes(one)),
    unknown: left.map(({ id }) => `${id}: not compared, because its manifest ${WHY}`),
  };
}

const WHY = 'has an error, cannot be read, or names a Secret that is not known';

function heldIn(input: CompileInput): ReturnType<typeof compileIngress>['held'] {
  return input.fleet.controller === 'gke' ? compileHosted(input).held : compileIngress(input).held;
}
