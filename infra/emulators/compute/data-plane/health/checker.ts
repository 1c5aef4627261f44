// The health checkers: one loop per endpoint of each reachable backend service, over the fabric's sockets.
// They look at the control plane's current state; only the edges lag behind.
import type { Fabric } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import type { ComputeView, EndpointHealth, HealthSource } from '../../view.ts';
import { canonical, nameOf, zoneOf } from '../reference.ts';
import type { BackendService, Firewall, HealthCheck } from '../shapes.ts';
import { probesPass } from './firewall.ts';
import { probe, type Probe } from './probe.ts';
import { probeSettings, type ProbeSettings } from './settings.ts';
import { healthKey, probeTargets, type ProbeTarget } from './targets.ts';
import { type HealthState, judge, type Verdict } from './verdict.ts';

export interface HealthChecker extends HealthSource {
  /** Starts and stops probe loops so that they fit the control plane's current state. */
  sync(): void;
  /** The state of every endpoint that was probed, by `healthKey`. */
  states(): ReadonlyMap<string, HealthState>;
  close(): void;
}

interface Loop {
  /** Replaced when the endpoint or its service's health check changes: the verdict lives on. */
  target: ProbeTarget;
  verdict: Verdict | undefined;
  cancelNext: () => void;
  readonly stop: AbortController;
}

export function createHealthChecker(options: {
  readonly view: ComputeView;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  /** Called after an endpoint's state changed, its first one included. */
  readonly onChange: () => void;
  /** Default: over the socket. */
  readonly probe?: Probe;
}): HealthChecker {
  const { view, fabric, clock, random, onChange, probe: ask = probe } = options;
  const loops = new Map<string, Loop>();
  let firewalls: readonly Firewall[] = [];

  async function passes(target: ProbeTarget, settings: ProbeSettings, signal: AbortSignal): Promise<boolean> {
    const { ipAddress, instance, port: servingPort } = target.endpoint;
    const port = settings.port ?? servingPort;
    if (instance !== undefined) {
      const node = fabric.instance(zoneOf(target.neg) ?? '', nameOf(instance));
      if (node === undefined || !probesPass(firewalls, node, port)) return false;
    }
    const socket = fabric.socket(ipAddress, port);
    return socket !== undefined && (await ask(socket, ipAddress, settings, clock, signal));
  }

  async function probeOnce(loop: Loop): Promise<void> {
    const { target, stop } = loop;
    const check = view.get(target.check);
    if (check === undefined) return;
    const settings = probeSettings(check as HealthCheck);
    const due = clock.now() + settings.checkIntervalSec * 1000;
    const passed = await passes(target, settings, stop.signal);
    if (stop.signal.aborted) return;
    const before = loop.verdict;
    loop.verdict = judge(before, passed, settings);
    schedule(loop, Math.max(0, due - clock.now()));
    if (before?.state !== loop.verdict.state) onChange();
  }

  function schedule(loop: Loop, delay: number): void {
    loop.cancelNext = clock.after(delay, () => void probeOnce(loop));
  }

  function stop(loop: Loop): void {
    loop.cancelNext();
    loop.stop.abort();
  }

  return {
    sync() {
      firewalls = view.list('firewalls').map(({ resource }) => resource as Firewall);
      const wanted = probeTargets(view);
      for (const [key, loop] of loops) {
        if (wanted.has(key)) continue;
        stop(loop);
        loops.delete(key);
      }
      for (const [key, target] of wanted) {
        const known = loops.get(key);
        if (known !== undefined) {
          known.target = target;
          continue;
        }
        const loop: Loop = { target, verdict: undefined, cancelNext: () => {}, stop: new AbortController() };
        loops.set(key, loop);
        // Spread over the first second, so that a thousand endpoints are not probed in one instant.
        schedule(loop, random.integer(0, 1000));
      }
    },
    states() {
      const states = new Map<string, HealthState>();
      for (const [key, loop] of loops) if (loop.verdict !== undefined) states.set(key, loop.verdict.state);
      return states;
    },
    health(backendServicePath, negPath) {
      const [service, neg] = [canonical(backendServicePath), canonical(negPath)];
      const body = view.get(service) as BackendService | undefined;
      const attached = body?.backends?.some((backend) => canonical(backend.group) === neg);
      if (attached !== true) return undefined;
      const found: EndpointHealth[] = [];
      for (const endpoint of view.endpoints(neg)) {
        const verdict = loops.get(healthKey(service, neg, endpoint))?.verdict;
        if (verdict === undefined) continue;
        const { instance, ipAddress, port } = endpoint;
        found.push({ ...(instance !== undefined && { instance }), ipAddress, port, healthState: verdict.state });
      }
      return found.length === 0 ? undefined : found;
    },
    close() {
      for (const loop of loops.values()) stop(loop);
      loops.clear();
    },
  };
}
