// Part: calls across a mesh, as they are predicted from Git, and as real istiod and Envoy with real certificates answer
// them. What is seen is kept as a recording, which `npm test` holds the predictor against.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lacking } from '../../peers/abilities.ts';
import { findPrograms } from '../../peers/find.ts';
import { PROGRAMS, versionOf } from '../../peers/programs.ts';
import type { CaseName, CaseResult, Part } from '../report.ts';
import { askAnalyze } from './analyze.ts';
import { ANALYZE_CASES } from './analyze-cases.ts';
import { CASES as LOST_CASES, askLost } from './lost-cluster.ts';
import { madeUpStory } from './made-up-stories.ts';
import { type MeshPeers, startMeshPeers } from './peers-world.ts';
import type { Called } from './called.ts';
import { createRecorder, MADE_UP, TRUST } from './recorded.ts';
import { askRemoteSecrets, CASES as SECRET_CASES } from './remote-secrets.ts';
import { misjudged, settled } from './settle.ts';
import { STORIES } from './stories.ts';
import type { Story } from './story.ts';
import { TRUST_STORIES } from './trust-stories.ts';

/** What was seen of one story. */
export interface Recorded {
  readonly story: string;
  readonly calls: readonly Called[];
}

const RECORDING = fileURLToPath(new URL('recording.jsonl', import.meta.url));
/** `MESHES=200`: so many. */
const SEEDS = Number(process.env['MESHES'] ?? 200);
/** `ONLY=made-up,trust`: these groups alone. */
const ONLY = process.env['ONLY']?.split(',');
const REAL = 'Real istiod and Envoy';
const OF_MADE_UP: CaseName = { group: REAL, name: 'made-up stories' };
const OF_TRUST: CaseName = { group: REAL, name: 'who trusts whom' };
const OF_STORIES: readonly CaseName[] = STORIES.map(({ name }) => ({ group: REAL, name }));
const named = (group: string, cases: Readonly<Record<string, string>>): readonly CaseName[] =>
  Object.values(cases).map((name) => ({ group, name }));
const [OF_SECRETS, OF_LOST] = [named('Remote secrets', SECRET_CASES), named('A cluster that is lost', LOST_CASES)];
const OF_ANALYZE = ANALYZE_CASES.map(({ name }) => ({ group: 'Beside istioctl analyze', name }));
const ALL: readonly CaseName[] = [...OF_STORIES, ...OF_SECRETS, OF_MADE_UP, OF_TRUST, ...OF_ANALYZE, ...OF_LOST];
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
  const asked = ONLY?.every((group) => group === 'lost') === true ? [] : await askInOneWorld(keep);
  return isWanted('lost') ? [...asked, ...(await askLostCluster())] : asked;
}

const isWanted = (group: string): boolean => ONLY === undefined || ONLY.includes(group);

/** All groups but that of the lost cluster. */
async function askInOneWorld(keep: boolean): Promise<readonly CaseResult[]> {
  const world = await startMeshPeers();
  const results: CaseResult[] = [];
  try {
    if (isWanted('secrets')) results.push(...(await askSecrets(world)));
    const seeds = Array.from({ length: SEEDS }, (_, index) => ({ seed: index + 1, story: madeUpStory(index + 1) }));
    if (isWanted('made-up')) results.push(await askMany(world, OF_MADE_UP, seeds, keep ? MADE_UP : undefined));
    const trust = TRUST_STORIES.map((story, index) => ({ seed: index + 1, story }));
    if (isWanted('trust')) results.push(await askMany(world, OF_TRUST, trust, keep ? TRUST : undefined));
    if (isWanted('analyze')) results.push(...(await askIstioctl(world)));
    if (isWanted('stories')) results.push(...(await askStories(world, keep)));
  } finally {
    await world.close();
  }
  return results;
}

/** In a world of its own: the stories end without one of the pods that are called here. */
async function askLostCluster(): Promise<readonly CaseResult[]> {
  const world = await startMeshPeers();
  try {
    return notesAsResults(OF_LOST, Object.keys(LOST_CASES), await askLost(world));
  } finally {
    await world.close();
  }
}

/** Before all stories: their own way to have control planes know each other stands in one's place. */
async function askSecrets(world: MeshPeers): Promise<readonly CaseResult[]> {
  await world.become({ name: 'full', discovers: () => false });
  return notesAsResults(OF_SECRETS, Object.keys(SECRET_CASES), await askRemoteSecrets(world));
}

async function askIstioctl(world: MeshPeers): Promise<readonly CaseResult[]> {
  const program = findPrograms().get('istioctl')?.path;
  if (program === undefined) return OF_ANALYZE.map((one) => ({ ...one, outcome: 'not installed', note: 'istioctl' }));
  return notesAsResults(
    OF_ANALYZE,
    OF_ANALYZE.map(({ name }) => name),
    await askAnalyze(world, program),
  );
}

function notesAsResults(
  cases: readonly CaseName[],
  ids: readonly string[],
  wrong: ReadonlyMap<string, string>,
): readonly CaseResult[] {
  return cases.map((one, index) => resultOf(one, wrong.get(ids[index] ?? '')));
}

interface Numbered {
  readonly seed: number;
  readonly story: Story;
}

/** Before the stories, the last of which takes a pod away. @param file to keep what is seen in. */
async function askMany(
  world: MeshPeers,
  one: CaseName,
  stories: readonly Numbered[],
  file: string | undefined,
): Promise<CaseResult> {
  const record = file === undefined ? undefined : createRecorder(file);
  const notes: string[] = [];
  for (const { seed, story } of stories) {
    const calls = await settled(world, story);
    record?.(seed, calls);
    const wrong = misjudged(story, calls).map((note) => `${seed}, ${story.name}: ${note}`);
    notes.push(...wrong);
    for (const note of wrong) process.stderr.write(`${note}\n`);
  }
  if (notes.length === 0) return { ...one, outcome: 'passed', note: `${stories.length} stories` };
  return { ...one, outcome: 'mismatch', note: notes.join('\n') };
}

async function askStories(world: MeshPeers, keep: boolean): Promise<readonly CaseResult[]> {
  const recorded: Recorded[] = [];
  const results: CaseResult[] = [];
  for (const [index, story] of STORIES.entries()) {
    const calls = await settled(world, story);
    recorded.push({ story: story.name, calls });
    const notes = misjudged(story, calls);
    results.push(resultOf(OF_STORIES[index] as CaseName, notes.length === 0 ? undefined : notes.join('\n')));
  }
  const answering = PROGRAMS.filter(({ name }) => ANSWERING.includes(name));
  const versions = answering.map((one) => `${one.name} ${versionOf(one)}`);
  const lines = [{ programs: versions }, ...recorded].map((line) => JSON.stringify(line));
  if (keep) writeFileSync(RECORDING, `${lines.join('\n')}\n`);
  return results;
}

function resultOf(one: CaseName, note: string | undefined): CaseResult {
  return note === undefined ? { ...one, outcome: 'passed' } : { ...one, outcome: 'mismatch', note };
}

export function readRecording(): readonly Recorded[] {
  const [, ...lines] = readFileSync(RECORDING, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}
