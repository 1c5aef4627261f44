// `npm run conformance -- --record`: asks a real API server what the recordings hold, and writes them anew. Of a
// version before the one that was recorded it keeps the episodes in which it answers otherwise.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRealServer } from '../suites/api-server.ts';
import { minorOf } from './by-version.ts';
import { compare } from './difference.ts';
import type { Episode } from './exchange.ts';
import { plainAnswer } from './plain-answer.ts';
import { printRecording, type RecordedEpisode, readRecording, type Recording } from './recording.ts';
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
    const newest = newestRecorded();
    if (newest !== undefined && minorOf(real.version) < minorOf(newest.server)) return await recordOlder(real, newest);
    for (const file of recorded()) rmSync(join(RECORDINGS, file));
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

const OLDER = /^of-v1\.\d+\.jsonl$/u;
const recorded = (): readonly string[] => readdirSync(RECORDINGS).filter((file) => !OLDER.test(file));

/** All episodes of the newest version. */
function newestRecorded(): Recording | undefined {
  const all = recorded().map((file) => readRecording(readFileSync(join(RECORDINGS, file), 'utf8')));
  return all[0] && { server: all[0].server, episodes: all.flatMap(({ episodes }) => episodes) };
}

/** Plays what the newest was asked. */
async function recordOlder(real: Target, newest: Recording): Promise<string> {
  const otherwise: RecordedEpisode[] = [];
  for (const { title, exchanges } of newest.episodes) {
    const episode = await play(real, { title, inputs: exchanges.map(([input]) => input) });
    const differs = episode.exchanges.findIndex(([, answer], index) => {
      const [, known] = exchanges[index] ?? [];
      return known !== undefined && compare(answer, known).difference !== undefined;
    });
    // What comes after it is asked of another state.
    if (differs >= 0) otherwise.push({ title, exchanges: episode.exchanges.slice(0, differs + 1) });
  }
  const file = `of-v1.${minorOf(real.version)}.jsonl`;
  writeFileSync(join(RECORDINGS, file), printRecording({ server: real.version, episodes: otherwise }));
  return `${otherwise.length} episodes of ${real.version} differ from ${newest.server} and are recorded in ${file}.\n`;
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
