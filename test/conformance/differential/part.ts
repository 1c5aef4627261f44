// Part: seeded requests to a real API server and to the embedded one, side by side.
import type { CaseResult, Part } from '../report.ts';
import { startRealServer } from '../suites/api-server.ts';
import { compareEpisode, type Comparison, type Mismatch } from './compared.ts';
import { kinds } from './kinds/index.ts';
import { define, embeddedTarget, realTarget } from './servers.ts';
import { directedSuites, madeUpSuites, type Suite } from './suites.ts';

export interface DifferentialOptions {
  readonly seed: number;
  /** At least so many made-up requests. */
  readonly requests: number;
}

/** Of all made-up requests; BEHAVIOR.md of the embedded server says which kinds of difference these are. */
const MAY_DIFFER = 0.001;
const REQUESTS_PER_EPISODE = 20;

export function differentialPart({ seed, requests }: DifferentialOptions): Part {
  const perKind = Math.ceil(requests / REQUESTS_PER_EPISODE / kinds.length);
  const suites = [...directedSuites, ...madeUpSuites(seed, perKind)];
  return {
    name: 'API server differential',
    about: `Requests by two managers (seed ${seed}) to the embedded API server and to a real one, side by side: status, reason, causes, body, ownership and warnings are compared. At most ${MAY_DIFFER * 100} % may differ.`,
    cases: suites.map(({ title }) => ({ group: 'two servers', name: title })),
    findClient: () => Promise.resolve({ version: 'plain HTTP' }),
    run: () => run(suites),
  };
}

async function run(suites: readonly Suite[]): Promise<readonly CaseResult[]> {
  const server = await startRealServer(process.env);
  if ('absent' in server) {
    return suites.map(({ title }) => ({
      group: 'two servers',
      name: title,
      outcome: 'not installed',
      note: server.absent,
    }));
  }
  // Neither the programs nor the timers of the embedded server keep this process from ending.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const [ours, real] = [await embeddedTarget(), await realTarget(server.access)];
    await define(real);
    const compared: [string, Comparison][] = [];
    for (const { title, episodes } of suites) {
      const parts: Comparison[] = [];
      for (const episode of episodes) parts.push(await compareEpisode(ours, real, episode));
      compared.push([title, together(parts)]);
    }
    const all = together(compared.map(([, comparison]) => comparison));
    const isWithin = all.mismatches.length <= all.requests * MAY_DIFFER;
    return compared.map(([title, comparison]) => resultOf(title, comparison, isWithin, real.version));
  } finally {
    clearInterval(alive);
    await server.stop();
  }
}

function together(parts: readonly Comparison[]): Comparison {
  return {
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    unanswered: parts.reduce((sum, { unanswered }) => sum + unanswered, 0),
    ofVersion: parts.reduce((sum, { ofVersion }) => sum + ofVersion, 0),
    mismatches: parts.flatMap(({ mismatches }) => mismatches),
  };
}

function resultOf(
  title: string,
  { requests, unanswered, ofVersion, mismatches }: Comparison,
  isWithin: boolean,
  version: string,
): CaseResult {
  const silent = unanswered === 0 ? '' : `, ${unanswered} of them the real server did not answer`;
  const expected = ofVersion === 0 ? '' : `, ${ofVersion} differ as those of this version do`;
  const note = [
    `${version}: ${requests} requests${silent}${expected}, ${mismatches.length} differ`,
    ...mismatches.map(told),
  ].join('\n');
  return {
    group: 'two servers',
    name: title,
    outcome: mismatches.length === 0 || isWithin ? 'passed' : 'mismatch',
    note,
  };
}

const LONGEST = 300;

function told({ episode, index, input, difference }: Mismatch): string {
  const short = (value: unknown): string => JSON.stringify(value).slice(0, LONGEST);
  const { aspect, ours, real } = difference;
  return `${aspect} in ${episode}, request ${index}: ${short(input)}\n  ours ${short(ours)}\n  real ${short(real)}`;
}
