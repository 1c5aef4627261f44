// Hostile inputs in this process, one after the other: prints what each cost. Started by cost-of.ts.
import type { Cost } from './cost-of.ts';
import { HONEST, HOSTILE_INPUTS } from './hostile-inputs.ts';

const costs: Cost[] = [];
for (const { name, make } of [HONEST, ...HOSTILE_INPUTS].filter((input) => process.argv.includes(input.name))) {
  const read = make();
  // Kibibytes, on every system that Node runs on. The peak so far, for making it took memory too.
  const peak = (): number => process.resourceUsage().maxRSS / 1024;
  const before = { peak: peak(), cpu: process.cpuUsage() };
  const found = await read();
  const { user, system } = process.cpuUsage(before.cpu);
  costs.push({ name, found, cpuSeconds: (user + system) / 1e6, mebibytes: peak() - before.peak });
}
process.stdout.write(JSON.stringify(costs));
