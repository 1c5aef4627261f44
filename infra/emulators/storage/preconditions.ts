// Preconditions on generation and metageneration: what makes compare-and-swap and create-only writes possible.
import { invalid, StorageError } from './errors.ts';

/** What a precondition is compared with; undefined: there is no object (its generation counts as 0). */
export interface Versions {
  readonly generation: bigint;
  readonly metageneration: bigint;
}

function parameter(query: URLSearchParams, name: string): bigint | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw invalid(`Invalid value for ${name}: ${text}`, name);
  return BigInt(text);
}

/**
 * Throws 412 conditionNotMet when a precondition of the query fails.
 * On a read a failed `…NotMatch` means "not modified" and is 304 instead.
 */
export function checkPreconditions(
  query: URLSearchParams,
  current: Versions | undefined,
  kind: 'read' | 'write',
): void {
  const generation = current?.generation ?? 0n;
  const metageneration = current?.metageneration ?? 0n;
  const matches: readonly [string, bigint][] = [
    ['ifGenerationMatch', generation],
    ['ifMetagenerationMatch', metageneration],
  ];
  for (const [name, actual] of matches) {
    const wanted = parameter(query, name);
    if (wanted !== undefined && wanted !== actual) throw notMet(412, name);
  }
  const differences: readonly [string, bigint][] = [
    ['ifGenerationNotMatch', generation],
    ['ifMetagenerationNotMatch', metageneration],
  ];
  for (const [name, actual] of differences) {
    const unwanted = parameter(query, name);
    if (unwanted !== undefined && unwanted === actual) throw notMet(kind === 'read' ? 304 : 412, name);
  }
}

function notMet(code: 304 | 412, name: string): StorageError {
  const message = 'At least one of the pre-conditions you specified did not hold.';
  return new StorageError(code, 'conditionNotMet', message, name);
}
