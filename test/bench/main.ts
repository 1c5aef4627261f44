// `npm run bench -- --part PART`: what something costs on this machine, in figures. Nothing fails, because times are
// the machine's.
import { parseArgs } from 'node:util';

const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  plan: () => import('./plan.ts'),
  bounds: () => import('./bounds.ts'),
  cloud: () => import('./local-cloud.ts'),
  compare: () => import('./compare.ts'),
  cold: () => import('./cold.ts'),
  calls: () => import('./calls.ts'),
  traffic: () => import('./traffic.ts'),
  makespan: () => import('./makespan.ts'),
};

const { values } = parseArgs({
  options: { part: { type: 'string', default: 'plan' } },
  allowPositionals: true,
  strict: false,
});
const name = String(values.part);
const part = PARTS[name];
if (part === undefined) {
  process.stderr.write(`there is no part ${name}: ${Object.keys(PARTS).join(', ')}\n`);
  process.exitCode = 2;
} else await part();
