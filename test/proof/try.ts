import { createClients } from './harness/clients.ts';
import { SCENARIOS } from './scenarios.ts';
import { crashMatrix } from './crash.ts';
const clients = await createClients();
const every = Number(process.argv[2] ?? 1e9);
for (const s of SCENARIOS) { if (process.argv[3] && !s.name.includes(process.argv[3])) continue;
  const t = performance.now();
  try { const r = await crashMatrix(clients, s, { reads: false, every, first: 0 });
  console.log(s.name, r.points, r.calls, ((performance.now() - t) / 1000).toFixed(1), 's', r.failures.length, r.failures.slice(0, 6)); } catch (e) { console.log(s.name, e); }
}
process.exit(0);
