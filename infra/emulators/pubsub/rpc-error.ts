// Refusals as gRPC statuses, and their HTTP equivalents, which journal and faults speak.
import { status } from '@grpc/grpc-js';

export type RpcCode =
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'INTERNAL'
  | 'UNIMPLEMENTED'
  | 'UNAVAILABLE'
  | 'DEADLINE_EXCEEDED';

/** HTTP status of each code as google/rpc/code.proto pairs them; the first code of a status stands for it. */
const HTTP_STATUS: Readonly<Record<RpcCode, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** A call that is refused with a gRPC status. */
export class RpcError extends Error {
  readonly code: RpcCode;
  /** Shown over HTTP alone. */
  readonly detail: object | undefined;

  constructor(code: RpcCode, message: string, detail?: object) {
    super(message);
    this.detail = detail;
    this.name = 'RpcError';
    this.code = code;
  }

  get httpStatus(): number {
    return HTTP_STATUS[this.code];
  }

  /** What grpc-js sends. */
  get wire(): { readonly code: status; readonly details: string } {
    return { code: status[this.code], details: this.message };
  }
}

/** The refusal that an injected HTTP answer stands for; INTERNAL when the status has no code. */
export function fromHttp(httpStatus: number, message: string): RpcError {
  const entry = Object.entries(HTTP_STATUS).find(([, value]) => value === httpStatus);
  return new RpcError((entry?.[0] ?? 'INTERNAL') as RpcCode, message);
}

/** Undefined for a word that is no code. */
export function asRpcCode(word: string): RpcCode | undefined {
  return word in HTTP_STATUS ? (word as RpcCode) : undefined;
}

/** UNIMPLEMENTED, by name. */
export function notImplemented(what: string): RpcError {
  return new RpcError('UNIMPLEMENTED', `The pubsub emulator does not implement ${what}`);
}
