// What faults do to a call before it is handled.
import { type Clock, sleep } from '../kit/clock.ts';
import type { RequestLine } from '../kit/fault-match.ts';
import type { Answer } from '../kit/fault-rule.ts';
import type { Faults, Hit } from '../kit/faults.ts';
import type { Latency } from '../kit/latency.ts';
import { asRpcCode, fromHttp, RpcError } from './rpc-error.ts';

/** `handle` it; handle it and leave it `unanswered`; or it is `lost` on the way. */
export type Passage = 'handle' | 'unanswered' | 'lost';

/**
 * Throws RpcError for an injected refusal.
 * @param lose resets the caller's connection
 */
export async function meetFaults(
  hits: readonly Hit[],
  line: RequestLine,
  { clock, faults, latency }: { readonly clock: Clock; readonly faults: Faults; readonly latency: Latency },
  lose: () => void,
): Promise<Passage> {
  let passage: Passage = 'handle';
  for (const { fault, effect } of hits) {
    switch (effect.type) {
      case 'delay':
        await sleep(clock, effect.ms ?? latency.of(line, effect.profile ?? 'realistic'));
        break;
      case 'hold':
        if (effect.caller === 'reset') lose();
        await faults.held.hold({ fault, ...line }, clock, effect.ms);
        break;
      case 'reset':
        if (effect.when === 'before') {
          lose();
          return 'lost';
        }
        passage = 'unanswered';
        break;
      case 'answer':
        throw refusal(effect);
      case 'respond': {
        const response = effect.respond();
        throw fromHttp(response.status, await response.text());
      }
      case 'stale':
      case 'short-list':
      case 'unreachable':
      case 'fail-operation':
        throw new RpcError('INTERNAL', `a call cannot meet a fault of type ${effect.type}`);
      default:
        effect satisfies never;
    }
  }
  return passage;
}

/** `reason` is the name of a gRPC code; a body of another service has no place in a gRPC status. */
function refusal({ status, reason = '', message, body }: Answer): RpcError {
  const said = message ?? (typeof body === 'string' ? body : `injected fault: ${reason || status}`);
  const code = asRpcCode(reason);
  return code === undefined ? fromHttp(status, said) : new RpcError(code, said);
}
