// Connection draining: requests in flight to an endpoint that left its backend service get a last deadline.
import type { Clock } from '../../../kit/clock.ts';
import type { NegEndpoint } from '../../view.ts';
import { canonical } from '../reference.ts';
import type { BackendService } from '../shapes.ts';
import type { Snapshot } from './snapshot.ts';

/** The backend that a request in flight is bound to. */
export interface Binding {
  readonly service: string;
  readonly neg: string;
  readonly endpoint: NegEndpoint;
}

export interface InFlight {
  /** Tracks a request until `done` is called; `signal` aborts when its draining timeout is over. */
  track(binding: Binding): { readonly signal: AbortSignal; done(): void };
  /** Tells that the edge took up a snapshot. */
  tookUp(before: Snapshot, now: Snapshot): void;
}

interface Entry {
  readonly binding: Binding;
  readonly controller: AbortController;
  cancelDeadline: (() => void) | undefined;
}

export function createInFlight(clock: Clock): InFlight {
  const entries = new Set<Entry>();
  return {
    track(binding) {
      const entry: Entry = { binding, controller: new AbortController(), cancelDeadline: undefined };
      entries.add(entry);
      return {
        signal: entry.controller.signal,
        done() {
          entry.cancelDeadline?.();
          entries.delete(entry);
        },
      };
    },
    tookUp(before, now) {
      for (const entry of entries) {
        const { binding, controller } = entry;
        if (isAttached(now, binding)) {
          entry.cancelDeadline?.();
          entry.cancelDeadline = undefined;
        } else {
          entry.cancelDeadline ??= clock.after(drainingTimeout(before, now, binding), () => controller.abort());
        }
      }
    },
  };
}

function isAttached(snapshot: Snapshot, { service, neg, endpoint }: Binding): boolean {
  const backends = serviceIn(snapshot, service)?.backends ?? [];
  if (!backends.some((backend) => canonical(backend.group) === neg)) return false;
  const endpoints = snapshot.endpoints.get(neg) ?? [];
  return endpoints.some(({ ipAddress, port }) => ipAddress === endpoint.ipAddress && port === endpoint.port);
}

/** Emulated milliseconds; of the service as it is now, or as it last was when it is gone. */
function drainingTimeout(before: Snapshot, now: Snapshot, { service }: Binding): number {
  const body = serviceIn(now, service) ?? serviceIn(before, service);
  return (body?.connectionDraining?.drainingTimeoutSec ?? 0) * 1000;
}

function serviceIn(snapshot: Snapshot, path: string): BackendService | undefined {
  return snapshot.resources.get(path);
}
