// Why a person is not obeyed.
import { RangelightError } from '../../core/index.ts';

const SYSTEM = 'commands';
/** Definite: the same question would get the same answer. */
const DEFINITE = new Set(['denied', 'invalid', 'not-found']);

export function refusal(message: string): RangelightError {
  return new RangelightError('denied', SYSTEM, message);
}

/** The words of a failure that is an answer; undefined for one that may pass: then the question comes again. */
export function refusalWords(error: unknown): string | undefined {
  if (!(error instanceof RangelightError)) return undefined;
  // `state`: a use case found that things are not as the person thinks.
  return DEFINITE.has(error.code) || error.system === 'state' ? error.message : undefined;
}
