// Hostile inputs in this process, one after the other: prints what each cost. Started by cost-of.ts. May import: test/bench.
import type { Cost } from './cost-of.ts';
import { HOSTILE_INPUTS } from './hostile-inputs.ts';

const costs: Cost[] = [];
for (const { name, read } of HOSTILE_INPUTS.filter((input) => process.argv.includes(input.name))) {
  const resident = process.memoryUsage.rss();
  const before = process.cpuUsage();
  const findings = read();
  const { user, system } = process.cpuUsage(before);
  // Kibibytes, on every system that Node runs on.
  const peak = process.resourceUsage().maxRSS * 1024;
  costs.push({ name, findings, cpuSeconds: (user + system) / 1e6, mebibytes: (peak - resident) / 1024 ** 2 });
}
process.stdout.write(JSON.stringify(costs));
