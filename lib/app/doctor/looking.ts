// Looking at one resource after another, some at a time. What cannot be read is a finding of its own, with the right
// that is missing: it is unknown, and stops no other look.
import pLimit from 'p-limit';
import { type JsonObject, RangelightError } from '../../core/index.ts';
import type { GoogleProject, GoogleService } from '../../ports/index.ts';
import type { Defect } from './defect.ts';

export type Found<T = JsonObject> = T | undefined;
/** Undefined: it could not be read, which is told. */
export type SeenResource<T = JsonObject> = { readonly found: Found<T> } | undefined;

export interface Looking {
  /** @param right that it takes to look, in words of whoever grants it. */
  at(service: GoogleService, path: string, right: string): Promise<SeenResource>;
  /** Whatever else is read; `read` gives undefined where there is nothing. */
  by<T>(where: string, right: string, read: () => Promise<Found<T>>): Promise<SeenResource<T>>;
  tell(findings: readonly Defect[]): void;
  /** What was told, sorted by resource. */
  all(): readonly Defect[];
}

const CONCURRENCY = 8;

export function lookingThrough(google: GoogleProject, signal: AbortSignal): Looking {
  const limit = pLimit(CONCURRENCY);
  const told: Defect[] = [];
  const by = <T>(where: string, right: string, read: () => Promise<Found<T>>): Promise<SeenResource<T>> =>
    limit(async () => {
      try {
        return { found: await read() };
      } catch (error) {
        if (signal.aborted || !(error instanceof RangelightError)) throw error;
        told.push(unknown(where, right, error));
        return undefined;
      }
    });
  return {
    by,
    at: (service, path, right) => by(`${service} ${path}`, right, () => google.read(service, path, signal)),
    tell: (findings) => void told.push(...findings),
    all: () => told.toSorted((a, b) => compare(`${a.where} ${a.code}`, `${b.where} ${b.code}`)),
  };
}

function unknown(where: string, right: string, { code, message }: RangelightError): Defect {
  const fix = code === 'denied' || code === 'invalid' ? `ask with an account that has ${right}` : 'ask again';
  return { code: 'unknown', where, message: `whether it is right is not known: ${message}`, fix };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
