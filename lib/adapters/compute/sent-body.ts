// Compares a body as we mean it with the body as the client is about to send it. The client silently drops keys that
// its definitions do not know and coerces scalars; either would make the cloud differ from the plan without an error.
import { isJsonList, isJsonObject, type Json, type JsonObject, listAt, RangelightError } from '../../core/index.ts';
import { unexpected } from './failures.ts';

/** Sees a body that is about to be sent; throws to hold it back. */
export type Inspect = (sent: JsonObject) => void;

/** Holds back a body that is not what we mean: a mistake in our own code, which nothing else would ever report. */
export function mustBeWhole(meant: JsonObject): Inspect {
  return (sent) => {
    const loss = firstLoss(meant, sent);
    if (loss !== undefined) throw unexpected(`the client would not send ${loss} as it is meant`);
  };
}

/** Holds back a whole body that would take away what is there; a loss among `changed` is a mistake of ours. */
export function mustLoseNothing(meant: JsonObject, changed: JsonObject): Inspect {
  const ours = Object.fromEntries(Object.entries(meant).filter(([key]) => key in changed));
  return (sent) => {
    mustBeWhole(ours)(sent);
    const loss = firstLoss(meant, sent);
    if (loss === undefined) return;
    const message = `replacing the resource would remove ${loss}, which Rangelight does not know`;
    throw new RangelightError('would-lose-fields', 'compute', message, { reason: loss });
  };
}

/**
 * The dotted path of the first thing in `meant` that is missing or different in `sent`; undefined when nothing is.
 * Null, undefined and empty lists count as absent: that is how the client says them.
 */
export function firstLoss(meant: JsonObject, sent: JsonObject): string | undefined {
  return lossIn(meant, sent, '');
}

function lossIn(meant: Json | undefined, sent: Json | undefined, path: string): string | undefined {
  if (isAbsent(meant)) return undefined;
  if (isJsonList(meant)) {
    const to = listAt(sent);
    if (meant.length !== to.length) return path;
    for (const [index, item] of meant.entries()) {
      const loss = lossIn(item, to[index], `${path}[${index}]`);
      if (loss !== undefined) return loss;
    }
    return undefined;
  }
  if (isJsonObject(meant)) {
    if (!isJsonObject(sent)) return path;
    for (const [key, member] of Object.entries(meant)) {
      const loss = lossIn(member, sent[key], path === '' ? key : `${path}.${key}`);
      if (loss !== undefined) return loss;
    }
    return undefined;
  }
  return meant === sent || sameNumber(meant, sent) ? undefined : path;
}

/** What PATCH cannot say, and the client never sends. */
export function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** 64-bit integers travel as text whichever way they are written. Floats lose digits in the client's 32 bits. */
function sameNumber(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.fround(a) === Math.fround(b);
  return typeof a === 'number' && typeof b === 'string' && Number.isInteger(a) && String(a) === b;
}
