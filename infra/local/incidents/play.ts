// Makes an incident happen to an emulated cloud.
import type { DataPlane } from '../../emulators/compute/data-plane/index.ts';
import type { Clock } from '../../emulators/kit/clock.ts';
import type { MonitoringEmulator } from '../../emulators/monitoring/index.ts';
import type { Act, Incident } from './table.ts';

const MINUTE_MS = 60_000;

export interface Struck {
  readonly clock: Clock;
  readonly dataPlane: Pick<DataPlane, 'edges' | 'suffer'>;
  readonly monitoring: Pick<MonitoringEmulator, 'setTrouble'>;
}

/** From now on: each act at its time. What is of one region is of the first. */
export function play({ acts }: Incident, cloud: Struck): void {
  for (const act of acts) {
    if (act.fromMinutes === 0) begin(act, cloud);
    else cloud.clock.after(act.fromMinutes * MINUTE_MS, () => begin(act, cloud));
  }
}

function begin(act: Act, { clock, dataPlane, monitoring }: Struck): void {
  const forMs = act.forMinutes * MINUTE_MS;
  if ('edges' in act) {
    dataPlane.suffer(act.edges, forMs, act.where === 'one region' ? dataPlane.edges()[0]?.region : undefined);
    return;
  }
  const { metric } = act;
  monitoring.setTrouble(metric.type === 'stuck' ? { type: 'stuck', atMs: clock.now() } : metric);
  clock.after(forMs, () => monitoring.setTrouble(undefined));
}
