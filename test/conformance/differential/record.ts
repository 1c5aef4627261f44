// `npm run conformance -- --record`: asks a real API server what the recordings hold, and writes them anew. Fresh programs
// are needed (KUBEBUILDER_ASSETS): the requests name their namespaces.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRealServer } from '../suites/api-server.ts';
import type { Episode } from './exchange.ts';
import { plainAnswer } from './plain-answer.ts';
import { printRecording, type RecordedEpisode } from './recording.ts';
import { define, realTarget } from './servers.ts';
import { directedSuites, madeUpSuites } from './suites.ts';
import type { Target } from './target.ts';

export const RECORDINGS = join(import.meta.dirname, '../../contract/kubernetes/answers');
const SEED = 1;
const EPISODES_PER_KIND = 3;

/** @returns what became of it, for whoever asked for it */
export async function record(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const server = await startRealServer(env);
  if ('absent' in server) return `nothing is recorded: ${server.absent}\n`;
  try {
    const real = await realTarget(server.access);
    await define(real);
    rmSync(RECORDINGS, { recursive: true, force: true });
    mkdirSync(RECORDINGS, { recursive: true });
    let requests = 0;
    for (const { title, episodes } of [...directedSuites, ...madeUpSuites(SEED, EPISODES_PER_KIND)]) {
      const recorded: RecordedEpisode[] = [];
      for (const episode of episodes) recorded.push(await play(real, episode));
      requests += recorded.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
      const file = `${title.replaceAll(' ', '-').toLowerCase()}.jsonl`;
      writeFileSync(join(RECORDINGS, file), printRecording({ server: real.version, episodes: recorded }));
    }
    return `${requests} answers of ${real.version} are recorded in ${RECORDINGS}.\n`;
  } finally {
    await server.stop();
  }
}

/** Up to what the server does not answer. */
async function play(real: Target, { title, inputs }: Episode): Promise<RecordedEpisode> {
  real.forget();
  const exchanges: RecordedEpisode['exchanges'][number][] = [];
  for (const input of inputs) {
    const answer = await real.send(input);
    if (answer === undefined) break;
    exchanges.push([input, plainAnswer(answer)]);
  }
  return { title, exchanges };
}
