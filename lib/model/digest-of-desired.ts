// The name of a desired state. States of one unit, as its plans reach them, share nearly all of their resources, so the
// name is made of a sum over them: that of a variant is worked out from what is otherwise in it alone, and two states
// with the same resources have the same name, however they are kept.
// Source of the sum: LtHash16 with 1,024 numbers, more than 200 bits of security; Lewi, Kim, Maykov, Weis: "Securing
// Update Propagation with Homomorphic Hashing", 2019 (https://eprint.iacr.org/2019/227), here over SHAKE128.
import { createHash } from 'node:crypto';
import { canonicalJson, digestOf, oncePer } from '../core/index.ts';
import type { DesiredResource, DesiredState } from './desired.ts';
import { asVariant, resourcesByKey, type DesiredVariant } from './desired-variant.ts';

const NUMBERS = 1_024;
const BYTES = 2 * NUMBERS;

const sumOf = oncePer(({ resources }: DesiredState): Uint16Array => {
  const sum = new Uint16Array(NUMBERS);
  for (const resource of resources) add(sum, resource, 1);
  return sum;
});

/** Of the fleet, the unit and the resources, in whatever order they stand. */
export const digestOfVariant = oncePer(({ base, otherwise }: DesiredVariant): string => {
  const sum = Uint16Array.from(sumOf(base));
  const before = resourcesByKey(base);
  for (const [key, resource] of otherwise) {
    add(sum, before.get(key), -1);
    add(sum, resource, 1);
  }
  // As little-endian bytes, whatever the machine is.
  const bytes = Buffer.alloc(BYTES);
  sum.forEach((number, at) => bytes.writeUInt16LE(number, 2 * at));
  const resources = createHash('sha256').update(bytes).digest('hex');
  return digestOf({ fleet: base.fleet, unit: base.unit, resources });
});

export const digestOfDesired = oncePer((state: DesiredState): string => digestOfVariant(asVariant(state)));

/** Whether a name is that of a state; also one of before ADR 0072, the digest of its text. */
export function isNameOfDesired(name: string, state: DesiredState): boolean {
  return digestOfDesired(state) === name || digestOf(state) === name;
}

/** Modulo 65,536, number by number. */
function add(sum: Uint16Array, resource: DesiredResource | undefined, times: 1 | -1): void {
  if (resource === undefined) return;
  const bytes = createHash('shake128', { outputLength: BYTES }).update(canonicalJson(resource)).digest();
  for (let at = 0; at < NUMBERS; at += 1) sum[at] = (sum[at] ?? 0) + times * bytes.readUInt16LE(2 * at);
}
