// The parts of the proof that are a list of cases: deletion, traffic and outages.
import { OUTAGES } from '../adversity/outages.ts';
import { deletion, MISHAPS } from '../deletion.ts';
import { BEGINNINGS_MS, outageFailures, story } from '../outages.ts';
import { SCENARIOS } from '../scenarios.ts';
import { trafficDuring } from '../traffic.ts';
import { WITHOUT_GUARDS } from '../without-guard.ts';
import type { Run } from './run.ts';

export async function deletions({ clients, sheet }: Run): Promise<void> {
  for (const mishap of MISHAPS) {
    await sheet.row('deletion', mishap.name, async () => {
      const { told, failures } = await deletion(clients, mishap);
      return { tried: `told: ${told.join(', ')}`, failures };
    });
  }
}

export async function traffic({ clients, sheet }: Run): Promise<void> {
  for (const scenario of SCENARIOS.filter(({ routes }) => routes.length > 0)) {
    await sheet.row('traffic', scenario.name, async () => {
      const { sent, long, failed, reasons } = await trafficDuring(clients, scenario);
      return { tried: `${sent} requests, ${long} of 10 s`, failures: failed === 0 ? [] : [JSON.stringify(reasons)] };
    });
  }
  for (const { name, scenario: inScenario, options, tree, neverServes } of WITHOUT_GUARDS) {
    await sheet.row('traffic', `${name} (must fail)`, async () => {
      const scenario = SCENARIOS.find((one) => one.name === inScenario);
      if (scenario === undefined) throw new TypeError(`no scenario ${inScenario}`);
      const { sent, failed } = await trafficDuring(clients, scenario, { ...options, ...(tree && { tree }) });
      const failures = [
        ...(failed === 0 ? ['the prober saw nothing'] : []),
        ...(failed === sent && neverServes !== true ? ['it never served, so that nothing was lost'] : []),
      ];
      return { tried: `${failed} of ${sent} requests failed`, failures };
    });
  }
}

export async function outages({ clients, sheet }: Run): Promise<void> {
  const calm = await story(clients, undefined, 0);
  for (const outage of OUTAGES) {
    for (const begins of BEGINNINGS_MS) {
      await sheet.row('outages', `${outage.name}, ${begins} ms after the push`, async () => ({
        tried: `a merge and a comment, ${outage.minutes} minutes`,
        failures: await outageFailures(clients, calm, outage, begins),
      }));
    }
  }
}
