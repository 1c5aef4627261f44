// `node test/proof/naive.ts`: one change rolled out twice in the proof's world while the edges take up nothing for 84
// minutes, by a planner that does everything as soon as the API lets it, and by ours; on stdout, as JSON, how many
// requests failed, and how many units have something left to be retired at the end.
import { createClients } from './harness/clients.ts';
import { DEPLOYED_TIMINGS } from './harness/functions.ts';
import { play } from '../../infra/local/incidents/play.ts';
import { incidentNamed } from '../../infra/local/incidents/table.ts';
import type { ProofWorld } from './harness/world.ts';
import { SCENARIOS } from './scenarios.ts';
import { trafficDuring } from './traffic.ts';
import { NAIVE } from './without-guard.ts';

const scenario = SCENARIOS.find(({ name }) => name === NAIVE.scenario);
if (scenario === undefined) throw new TypeError(`no scenario ${NAIVE.scenario}`);
const clients = await createClients();
const frozen = incidentNamed('frozen');
/** Until the newest requests to the old are old enough, and somebody has looked. */
const UNTIL_MS = (frozen.overMinutes + 30) * 60_000;
const incident = async ({ clock, cloud }: ProofWorld): Promise<void> => {
  play(frozen, { clock, ...cloud });
  await clock.advance(UNTIL_MS);
};
const naive = await trafficDuring(clients, scenario, { ...NAIVE.options, incident });
const ours = await trafficDuring(clients, scenario, { timings: DEPLOYED_TIMINGS, incident });
process.stdout.write(`${JSON.stringify({ scenario: scenario.name, naive, ours })}\n`);
process.exit(0);
