// One of the outside calls by which a function's first answer cannot be cheaper than the packages that make them.
import type { IncomingMessage } from 'node:http';

/** What the calls of a bench are answered by: `http://HOST:PORT`. */
export interface FloorEndpoints {
  readonly accounts: string;
  readonly storage: string;
  readonly compute: string;
  readonly github: string;
  readonly pubsub: string;
}

/** Rejects when the answer is not the one that is expected: what was not done is not measured. */
export type FloorCall = (endpoints: FloorEndpoints, request: IncomingMessage) => Promise<unknown>;

export const ACCOUNT = 'floor@floor.iam.gserviceaccount.com';
export const AUDIENCE = 'https://floor.example.com';
export const BUCKET = 'floor';
/** An object that is there, and holds canonical JSON. */
export const OBJECT = 'there.json';
export const REPOSITORY = 'acme/fleet';
export const PULL_REQUEST = 1;
export const CALL_TIMEOUT_MS = 30_000;

export const never = (): AbortSignal => new AbortController().signal;
