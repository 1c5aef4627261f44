// Puts calls on a gRPC server: faults first, journal always, refusals as gRPC statuses, the unknown by name.
// May import: kit clock, faults and journal; @grpc/grpc-js; protocol.ts, rpc-error.ts.
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import type { Clock } from '../kit/clock.ts';
import type { Faults } from '../kit/faults.ts';
import type { Journal } from '../kit/journal.ts';
import { fromHttp, notImplemented, RpcError } from './rpc-error.ts';

/** Unary methods by name. A request is trusted to have the declared shape: the protobuf decoder has checked it. */
export type Methods = Readonly<Record<string, (request: never, signal: AbortSignal) => object | Promise<object>>>;

export interface Supervision {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly journal: Journal;
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
  return (call, respond) => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    const run = async (): Promise<object> => {
      await meetFaults(path, by);
      if (method === undefined) throw notImplemented(path);
      return method(call.request as never, gone.signal);
    };
    run().then(
      (answer) => {
        record(path, 200, by);
        respond(null, answer);
      },
      (error: unknown) => {
        const refusal = asRefusal(error);
        record(path, refusal.httpStatus, by);
        respond(refusal.wire);
      },
    );
  };
}

function refuseStream(path: string, by: Supervision): (stream: ServerDuplexStream<object, object>) => void {
  return (stream) => {
    const refusal = notImplemented(path);
    record(path, refusal.httpStatus, by);
    stream.emit('error', refusal.wire);
  };
}

async function meetFaults(path: string, { faults }: Supervision): Promise<void> {
  const answer = await faults.meet('POST', path);
  if (answer !== undefined) throw fromHttp(answer.status, await answer.text());
}

function record(path: string, status: number, { clock, journal }: Supervision): void {
  const mutation = !/\/(Get|List|Pull|StreamingPull)[^/]*$/.test(path);
  journal.record({ at: clock.now(), method: 'POST', path, status, mutation });
}

function asRefusal(error: unknown): RpcError {
  return error instanceof RpcError ? error : new RpcError('INTERNAL', String(error));
}

/** Listens on 127.0.0.1 without TLS; rejects with the listen error. Returns the port. */
export function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}

/** A server that takes requests of any size, so that the size limit of the service is ours to check. */
export function createGrpcServer(): Server {
  return new Server({ 'grpc.max_receive_message_length': -1 });
}
