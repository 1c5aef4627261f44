// Part: calls across a mesh, as they are predicted from Git, and as real istiod and Envoy with real certificates answer
// them. What is seen is kept as a recording, which `npm test` holds the predictor against.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { lacking } from '../../peers/abilities.ts';
import { findPrograms } from '../../peers/find.ts';
import { PROGRAMS, versionOf } from '../../peers/programs.ts';
import type { CaseName, CaseResult, Part } from '../report.ts';
import { askRemoteSecrets, type Case as SecretCase, CASES as SECRET_CASES } from './remote-secrets.ts';
import { beginRecording, record } from './made-up.ts';
import { madeUpStory } from './made-up-stories.ts';
import { type MeshPeers, startMeshPeers } from './peers-world.ts';
import { type Called, predicted } from './predicted.ts';
import { STORIES, type Story } from './stories.ts';

/** What was seen of one story. */
export interface Recorded {
  readonly story: string;
  readonly calls: readonly Called[];
}

const RECORDING = fileURLToPath(new URL('recording.jsonl', import.meta.url));
const SETTLED_MS = 40_000;
const CASES: readonly CaseName[] = STORIES.map(({ name }) => ({ group: 'Real istiod and Envoy', name }));
const OF_SECRETS = (Object.keys(SECRET_CASES) as SecretCase[]).map((id) => ({
  id,
  one: { group: 'Remote secrets', name: SECRET_CASES[id] },
}));
/** `MESHES=200`: so many. A story takes ten seconds. */
const SEEDS = Number(process.env['MESHES'] ?? 20);
const OF_MADE_UP: CaseName = { group: 'Real istiod and Envoy', name: 'made-up stories' };
const ALL: readonly CaseName[] = [...CASES, ...OF_SECRETS.map(({ one }) => one), OF_MADE_UP];
/** Of which answers are kept. */
const ANSWERING = ['kube-apiserver', 'coredns', 'pilot-discovery', 'pilot-agent', 'envoy'];

/** @param keep whether what is seen becomes the recording. */
export const meshPart = (keep: boolean): Part => ({
  name: 'Mesh',
  about:
    'Calls across a mesh: what is predicted from Git beside what istiod and Envoy of two real clusters answer, which ' +
    '`npm run peers -- build --mesh` makes or variables name.',
  cases: ALL,
  findClient: () => Promise.resolve({ version: 'Rangelight' }),
  run: () => askReal(keep),
});

async function askReal(keep: boolean): Promise<readonly CaseResult[]> {
  const programs = findPrograms();
  const reasons = [...lacking('network', programs), ...lacking('mesh', programs)];
  if (reasons.length > 0) return ALL.map((one) => ({ ...one, outcome: 'not installed', note: reasons.join(' ') }));
  const world = await startMeshPeers();
  const recorded: Recorded[] = [];
  const results: CaseResult[] = [];
  try {
    results.push(...(await askSecrets(world)));
    results.push(await askMadeUp(world, keep));
    for (const [index, story] of STORIES.entries()) {
      const calls = await settled(world, story);
      recorded.push({ story: story.name, calls });
      const notes = misjudged(story, calls);
      const one = CASES[index] as CaseName;
      results.push(
        notes.length === 0 ? { ...one, outcome: 'passed' } : { ...one, outcome: 'mismatch', note: notes.join('\n') },
      );
    }
  } finally {
    await world.close();
  }
  const versions = PROGRAMS.filter(({ name }) => ANSWERING.includes(name)).map(
    (one) => `${one.name} ${versionOf(one)}`,
  );
  const lines = [{ programs: versions }, ...recorded].map((line) => JSON.stringify(line));
  if (keep) writeFileSync(RECORDING, `${lines.join('\n')}\n`);
  return results;
}

/** Before all stories: their own way to have control planes know each other stands in one's place. */
async function askSecrets(world: MeshPeers): Promise<readonly CaseResult[]> {
  await world.become({ name: 'full', discovers: () => false });
  const wrong = await askRemoteSecrets(world);
  return OF_SECRETS.map(({ id, one }): CaseResult => {
    const note = wrong.get(id);
    return note === undefined ? { ...one, outcome: 'passed' } : { ...one, outcome: 'mismatch', note };
  });
}

/** Before the stories, the last of which takes a pod away. */
async function askMadeUp(world: MeshPeers, keep: boolean): Promise<CaseResult> {
  if (keep) beginRecording();
  const notes: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const story = madeUpStory(seed);
    const calls = await settled(world, story);
    if (keep) record(seed, calls);
    notes.push(...misjudged(story, calls).map((note) => `seed ${seed}: ${note}`));
  }
  const all = `${SEEDS} stories`;
  if (notes.length === 0) return { ...OF_MADE_UP, outcome: 'passed', note: all };
  return { ...OF_MADE_UP, outcome: 'mismatch', note: notes.join('\n') };
}

/** A change takes a moment: what is answered as predicted twice is so, and else what is answered when time is up. */
async function settled(world: MeshPeers, story: Story): Promise<readonly Called[]> {
  await world.become(story);
  const deadline = Date.now() + SETTLED_MS;
  for (let agreed = 0; ; await wait(500)) {
    const calls = await world.ask(story);
    agreed = misjudged(story, calls).length === 0 ? agreed + 1 : 0;
    if (agreed === 2 || Date.now() > deadline) return calls;
  }
}

/** What is predicted otherwise than it was seen. */
export function misjudged(story: Story, calls: readonly Called[]): readonly string[] {
  return predicted(story).flatMap((told) => {
    const seen = calls.find((one) => isDeepStrictEqual(placeOf(one), placeOf(told)));
    if (isDeepStrictEqual(seen?.answered, told.answered)) return [];
    const { cluster, workload, service, answered } = told;
    return [
      `${workload} of ${cluster} calls ${service}: predicted ${answered.join(', ')}; seen ${seen?.answered.join(', ')}`,
    ];
  });
}

const placeOf = ({ cluster, workload, service }: Called) => ({ cluster, workload, service });

export function readRecording(): readonly Recorded[] {
  const [, ...lines] = readFileSync(RECORDING, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}
