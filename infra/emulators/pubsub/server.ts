// Puts calls on a gRPC server: faults first, journal always, refusals as gRPC statuses, the unknown by name.
import type {
  handleUnaryCall,
  Metadata,
  Server,
  ServerDuplexStream,
  ServiceDefinition,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import { type Clock, sleep } from '../kit/clock.ts';
import type { Faults, Hit } from '../kit/faults.ts';
import type { Journal } from '../kit/journal.ts';
import type { Latency } from '../kit/latency.ts';
import { tokenOf } from '../kit/rights.ts';
import { meetFaults } from './call-faults.ts';
import { notImplemented, RpcError } from './rpc-error.ts';

/** Unary methods by name. A request is trusted to have the declared shape: the protobuf decoder has checked it. */
export type Methods = Readonly<
  Record<string, (request: never, signal: AbortSignal, token: string | undefined) => object | Promise<object>>
>;

export interface Supervision {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly latency: Latency;
  /** Resets the connection of a caller, who is given as `address:port`. */
  readonly reset: (peer: string) => void;
}

/** Adds a service: every method of its definition, those without an implementation as UNIMPLEMENTED. */
export function addService(server: Server, definition: ServiceDefinition, methods: Methods, by: Supervision): void {
  const handlers: Record<string, UntypedHandleCall> = {};
  for (const [name, { path, requestStream, responseStream }] of Object.entries(definition)) {
    handlers[name] = requestStream || responseStream ? refuseStream(path, by) : unary(path, methods[name], by);
  }
  server.addService(definition, handlers);
}

function unary(path: string, method: Methods[string] | undefined, by: Supervision): handleUnaryCall<object, object> {
  const { clock, faults, journal, latency } = by;
  const line = { method: 'POST', path };
  return (call, respond) => {
    const end = journal.begin({ startedAt: clock.now(), ...line, mutation: isMutation(path) });
    const peer = call.getPeer();
    const gone = new AbortController();
    let hits: readonly Hit[] = [];
    let lost = false;
    const lose = (): void => {
      lost = true;
      by.reset(peer);
    };
    // A call whose connection a fault took is on its way nevertheless.
    call.on('cancelled', () => {
      if (!lost) gone.abort();
    });

    /** Undefined when the call was never handled. */
    async function run(): Promise<object | undefined> {
      const ms = latency.of(line);
      if (ms > 0) await sleep(clock, ms);
      hits = faults.take(line);
      const passage = await meetFaults(hits, line, by, lose);
      if (passage === 'lost') return undefined;
      if (method === undefined) throw notImplemented(path);
      try {
        return await method(call.request as never, gone.signal, tokenIn(call.metadata));
      } finally {
        if (passage === 'unanswered') lose();
      }
    }

    function finish(status: number): void {
      const named = hits.length === 0 ? {} : { faults: hits.map(({ fault }) => fault) };
      end({ at: clock.now(), status, ...(lost ? { lost } : {}), ...named });
    }

    run().then(
      (answer) => {
        finish(answer === undefined ? 0 : 200);
        if (!lost) respond(null, answer);
      },
      (error: unknown) => {
        const refusal = asRefusal(error);
        finish(refusal.httpStatus);
        if (!lost) respond(refusal.wire);
      },
    );
  };
}

function tokenIn(metadata: Metadata): string | undefined {
  return tokenOf(new Headers({ authorization: String(metadata.get('authorization')[0] ?? '') }));
}

function refuseStream(
  path: string,
  { clock, journal }: Supervision,
): (stream: ServerDuplexStream<object, object>) => void {
  return (stream) => {
    const refusal = notImplemented(path);
    const now = clock.now();
    const { httpStatus: status } = refusal;
    journal.record({ startedAt: now, at: now, method: 'POST', path, status, mutation: isMutation(path) });
    stream.emit('error', refusal.wire);
  };
}

function isMutation(path: string): boolean {
  return !/\/(Get|List|Pull|StreamingPull)[^/]*$/.test(path);
}

function asRefusal(error: unknown): RpcError {
  return error instanceof RpcError ? error : new RpcError('INTERNAL', String(error));
}
