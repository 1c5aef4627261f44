// The part of incidents: cells of rollouts × incidents, and guards that are off.
import { incidentDuring } from '../incidents/during.ts';
import { CELLS, sampled } from '../incidents/matrix.ts';
import { movedWithAndWithout } from '../incidents/moved.ts';
import { MUTANTS } from '../incidents/mutants.ts';
import type { Run } from './run.ts';

/** With `--runs N` under the number of cells: so many of them, by the seed. */
export async function incidents({ clients, options, sheet }: Run): Promise<void> {
  const { seed, runs } = options;
  const cells = sampled(seed, runs);
  for (const [at, { rollout, incident }] of cells.entries()) {
    await sheet.row('incidents', `${rollout.name}: ${incident.name}`, async () => {
      sheet.progress(`${at + 1} of ${cells.length} cells (there are ${CELLS.length})\r`);
      const { sent, long, outages, wrong } = await incidentDuring(clients, rollout, incident, { seed });
      const met = outages === 0 ? '' : `, ${outages} met a broken edge, as they would without us`;
      return { tried: `${sent} requests, ${long} of 10 s${met}`, failures: wrong };
    });
  }
  for (const { name, rollout, incident, options: without, stays } of MUTANTS) {
    await sheet.row('incidents', `${name} (must fail)`, async () => {
      const curtailed = stays === true ? {} : { isCurtailed: true as const };
      const { sent, failed, wrong } = await incidentDuring(clients, rollout, incident, { ...without, ...curtailed });
      return { tried: `${failed} of ${sent} failed`, failures: wrong.length === 0 ? ['the prober saw nothing'] : [] };
    });
  }
  await sheet.row('incidents', 'traffic has moved, with evidence and without', async () =>
    movedWithAndWithout(clients),
  );
}
