// The parts of the proof that stop a function at counted calls: crashes, and two workers in turns.
import { crashMatrix } from '../crash.ts';
import { interleavings } from '../interleavings.ts';
import { SCENARIOS } from '../scenarios.ts';
import { SMALL_CHANGES } from '../small-changes.ts';
import type { Run } from './run.ts';

export async function crash({ clients, options, sheet }: Run): Promise<void> {
  for (const scenario of SCENARIOS) {
    await sheet.row('crash', scenario.name, async () => {
      const { points, calls, failures } = await crashMatrix(clients, scenario, {
        reads: options.reads,
        every: options.every,
        first: 0,
        progress: (done, all) => done % 25 === 0 && sheet.progress(`\r${scenario.name}: ${done} of ${all}\r`),
      });
      return { tried: `${points} crash points at ${calls} calls`, failures };
    });
  }
}

export async function together({ clients, options, sheet }: Run): Promise<void> {
  for (const change of SMALL_CHANGES) {
    await sheet.row('two', change.name, async () => {
      const { schedules, orders, calls, steps, failures } = await interleavings(clients, change, {
        switches: options.switches,
        every: options.every,
        progress: (done, known) => done % 25 === 0 && sheet.progress(`${change.name}: ${done} of ${known}\r`),
      });
      return { tried: `${schedules} schedules, ${orders} orders of ${calls} calls, ${steps} steps`, failures };
    });
  }
}
