// The reply to `/rangelight drain` and `undrain`, when the worker has found out what comes of it. It is made of
// documents alone, so that it says the same whoever writes it, and however often.
import { commandReply, drainEnded, drainReplaced, drainReply, type DrainTold, marker } from '../../report/index.ts';
import { type DrainEnd, type DrainOutcome, drainOutcomes, type DrainWord, drainWords } from '../../state/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import type { ReporterWorld } from '../world.ts';
import { fleetFileOf } from './files-behind.ts';
import { knownAnswer } from './kept-answers.ts';

/** How a cluster may stand that is going to stand otherwise. */
const MAY_CHANGE: readonly DrainEnd['stands'][] = ['returns', 'stays'];

/** Markdown, where the comment said something of a cluster and the worker has found out what comes of it. */
export async function drainToldIn(
  world: ReporterWorld,
  comment: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const fleet of (await headsOf(world.store, world.name, signal)).keys())
    for (const { value } of (await drainOutcomes.list(world.store, [fleet], signal)).found)
      if (value.asked.comment === comment) return moreOf(world, fleet, value, signal);
  return undefined;
}

/** Tells it where it was said; when nothing more comes of the word, the word has done its work and goes. */
export async function tellDrain(
  world: ReporterWorld,
  { fleet, cluster }: Extract<ReportMessage, { type: 'drain' }>,
  signal: AbortSignal,
): Promise<void> {
  const reading = await drainOutcomes.at(fleet, cluster).look(world.store, signal);
  const outcome = 'found' in reading ? reading.found?.value : undefined;
  if (outcome === undefined) return;
  if (!(await tellReply(world, outcome.asked, await moreOf(world, fleet, outcome, signal), signal))) return;
  await tellEnd(world, fleet, outcome, signal);
  const place = drainWords.at(fleet, cluster);
  const word = await place.look(world.store, signal);
  if ('damage' in word || word.found?.value.at !== outcome.wordAt || !outcome.isDone) return;
  await place.remove(world.store, word.found.generation, signal);
}

/**
 * What cannot be given back is said in a comment of its own: nobody hears that a reply has changed. When it ends that
 * comment says so.
 */
async function tellEnd(world: ReporterWorld, fleet: string, outcome: DrainOutcome, signal: AbortSignal): Promise<void> {
  const { asked, ended } = outcome;
  if (ended === undefined) return;
  const told = marker('command', [`drain-ended-${asked.comment}`]);
  const body = drainEnded(await toldOf(world, fleet, outcome, signal));
  if (ended.stands === 'stays') await world.host.putComment(asked.issue, told, body, signal);
  else await world.host.editComment(asked.issue, told, body, signal);
}

/** What was said of a cluster before something else is: the word, while it stands, and what came of it. */
export interface SaidBefore {
  readonly word: DrainWord | undefined;
  readonly outcome: DrainOutcome | undefined;
}

/** Tells it where that was said. What came of a word stands there when the word is gone, until its end is told. */
export async function tellReplaced(
  world: ReporterWorld,
  fleet: string,
  { word, outcome }: SaidBefore,
  now: DrainWord,
  signal: AbortSignal,
): Promise<void> {
  const isOpen = outcome !== undefined && (outcome.ended === undefined || MAY_CHANGE.includes(outcome.ended.stands));
  const asked = word?.asked ?? (isOpen && outcome.turned.length > 0 ? outcome.asked : undefined);
  if (asked === undefined || asked.comment === now.asked.comment) return;
  const told = outcome?.asked.comment === asked.comment ? await toldOf(world, fleet, outcome, signal) : undefined;
  await tellReply(world, asked, drainReplaced(now, told), signal);
}

async function moreOf(
  world: ReporterWorld,
  fleet: string,
  outcome: DrainOutcome,
  signal: AbortSignal,
): Promise<string> {
  return drainReply(await toldOf(world, fleet, outcome, signal));
}

async function toldOf(
  { store, name: repository, branch }: ReporterWorld,
  fleet: string,
  outcome: DrainOutcome,
  signal: AbortSignal,
): Promise<DrainTold> {
  const file = await fleetFileOf(store, fleet, signal);
  return { ...outcome, fleet, git: { repository, branch, file } };
}

/** @returns whether it is told: what is not answered yet is answered with what is there then. */
async function tellReply(
  world: ReporterWorld,
  { comment, issue }: DrainWord['asked'],
  more: string,
  signal: AbortSignal,
): Promise<boolean> {
  const id = `comment-${comment}`;
  const answer = await knownAnswer(world, id, signal);
  if (answer === undefined) return false;
  const { marker, body } = commandReply({ id, answer, usage: [], more });
  await world.host.putComment(issue, marker, body, signal);
  return true;
}
