// `node test/proof/naive.ts`: one change rolled out twice in the proof's world, by a planner that does everything as
// soon as the API lets it, and by ours; on stdout, as JSON, how many requests failed.
import { createClients } from './harness/clients.ts';
import { SCENARIOS } from './scenarios.ts';
import { trafficDuring } from './traffic.ts';
import { NAIVE } from './without-guard.ts';

const scenario = SCENARIOS.find(({ name }) => name === NAIVE.scenario);
if (scenario === undefined) throw new TypeError(`no scenario ${NAIVE.scenario}`);
const clients = await createClients();
const naive = await trafficDuring(clients, scenario, NAIVE.options);
const ours = await trafficDuring(clients, scenario);
process.stdout.write(`${JSON.stringify({ scenario: scenario.name, naive, ours })}\n`);
process.exit(0);
