// `npm run proof [-- --part deletion|traffic|incidents|round-trips|crash|interleavings|histories|adversity|outages]
// [--seed N] [--runs N] [--every N] [--switches N] [--reads] [--shrink] [--json]`: the parts one after the other in one
// process, with progress on stderr and a table at the end.
import { parseArgs } from 'node:util';
import { createClients } from './harness/clients.ts';
import { deletions, outages, traffic } from './parts/cases.ts';
import { histories } from './parts/histories.ts';
import { incidents } from './parts/incidents.ts';
import { crash, together } from './parts/points.ts';
import { createSheet, type Run } from './parts/run.ts';
import { adversities, generated } from './parts/seeds.ts';

const PARTS: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  deletion: deletions,
  traffic,
  incidents,
  'round-trips': generated,
  crash,
  interleavings: together,
  histories,
  adversity: adversities,
  outages,
};

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    every: { type: 'string', default: '1' },
    switches: { type: 'string', default: '2' },
    reads: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const parts = Object.entries(PARTS).filter(([part]) => values.part === undefined || values.part === part);
if (parts.length === 0) throw new TypeError(`${values.part} is no part: ${Object.keys(PARTS).join(', ')}`);
const { reads, shrink } = values;
const [seed, runs, every, switches] = [values.seed, values.runs, values.every, values.switches].map(Number) as [
  number,
  number,
  number,
  number,
];
const sheet = createSheet();
const clients = await createClients();
for (const [, part] of parts) await part({ clients, options: { seed, runs, every, switches, reads, shrink }, sheet });
process.stdout.write(sheet.text(values.json));
process.exit(sheet.failed ? 1 : 0);
