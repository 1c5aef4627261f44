// What hostile input costs at most, beside an honest commit in the same run: `npm run bench:bounds` prints the table
// that SECURITY.md quotes. Nothing fails, because times are the machine's.
import { type Cost, costsOf } from './cost-of.ts';
import { floodWebhook } from './flood-webhook.ts';
import { HONEST, HOSTILE_INPUTS } from './hostile-inputs.ts';

const FLOODS = [
  { bodies: 8, bytes: 5_000_000 },
  { bodies: 80, bytes: 5_000_000 },
];

const row = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(54)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;

async function alone(name: string): Promise<Cost> {
  const [cost] = await costsOf([name]);
  if (cost === undefined) throw new RangeError(`there is no input ${name}`);
  return cost;
}

const honest = await alone(HONEST.name);
const said = (name: string, { cpuSeconds, mebibytes }: Pick<Cost, 'cpuSeconds' | 'mebibytes'>): string =>
  row(name, `${cpuSeconds.toFixed(2)} s`, `${mebibytes.toFixed(0)} MiB`, (cpuSeconds / honest.cpuSeconds).toFixed(2));

process.stdout.write(row('', 'CPU', 'memory', 'ratio of CPU'));
process.stdout.write(said(HONEST.name, honest));
for (const { name } of HOSTILE_INPUTS) process.stdout.write(said(name, await alone(name)));
for (const flood of FLOODS)
  process.stdout.write(said(`${flood.bodies} unsigned bodies of 5 MB`, await floodWebhook(flood)));
