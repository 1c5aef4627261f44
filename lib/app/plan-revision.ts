// The planner: a hint comes in, the facts are fetched, and each fleet of the repository is planned, stored and reported.
// May import: everything pure, ports.
import { compareDiagnostics, type Diagnostic, diagnostic, hasErrors, isFailure } from '../core/index.ts';
import { type Fleet, fleetFileIn } from '../fleet/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { type Head } from './documents.ts';
import { type FleetFile, fleetFilesOf } from './fleet-files.ts';
import { advanceHead } from './head.ts';
import { knownFleets } from './known-fleets.ts';
import { planFleet } from './plan-fleet.ts';
import { folderOf, keys } from './state-keys.ts';
import type { PlannerWorld } from './world.ts';

/** Which commit a hint leads to, and what it is there for. */
type Target =
  | { readonly type: 'pull-request'; readonly commit: string; readonly number: number; readonly base: string }
  | { readonly type: 'head'; readonly commit: string };

/**
 * Plans what a hint points at. A delivery that was finished before does nothing.
 * @returns the commit that was planned; undefined when there was nothing to do.
 */
export async function planRevision(
  world: PlannerWorld,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<string | undefined> {
  const seen = await world.store.read(keys.delivery(hint.delivery), signal);
  if (seen !== undefined) return undefined;
  const target = hint.type === 'poll' ? await polled(world, hint, signal) : await targetOf(world, hint, signal);
  if (target === undefined) return undefined;
  // Nobody sent a poll: the same question comes again, so what is remembered is its answer.
  const delivery = hint.type === 'poll' ? `poll-${target.commit}` : hint.delivery;
  if (hint.type === 'poll' && (await isKnown(world, target.commit, delivery, signal))) return undefined;
  const files = await world.repository.files(target.commit, signal);
  const planned = new Set<string>();
  for (const file of fleetFilesOf(files)) {
    const name = await planOne(world, hint, target, file, files, signal);
    if (name !== undefined) planned.add(name);
  }
  for (const path of await lostFleetFiles(world, planned, signal)) {
    await planOne(world, hint, target, { path, diagnostics: [lostFleetFile(path)] }, files, signal);
  }
  await remember(world, delivery, signal);
  return target.commit;
}

/** A poll that fails is not worth coming again for: the next one is on its way. */
async function polled(world: PlannerWorld, hint: RevisionHint, signal: AbortSignal): Promise<Target | undefined> {
  try {
    return await targetOf(world, hint, signal);
  } catch (error) {
    signal.throwIfAborted();
    world.log.warn({ error }, 'the branch could not be looked at; the next poll tries again');
    return undefined;
  }
}

/** Whether every fleet is at that commit, or a poll led to it before: a commit that must not become the head stays known. */
async function isKnown(world: PlannerWorld, commit: string, delivery: string, signal: AbortSignal): Promise<boolean> {
  if ((await world.store.read(keys.delivery(delivery), signal)) !== undefined) return true;
  const fleets = await knownFleets(world.store, signal);
  for (const fleet of fleets) {
    const head = await world.store.read<Head>(keys.head(fleet), signal);
    if (head?.value.commit !== commit) return false;
  }
  return fleets.size > 0;
}

/** Where known fleets had their file, when the commit has them nowhere: not a wish to be rid of them, but told. */
async function lostFleetFiles(
  world: PlannerWorld,
  planned: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const key of await world.store.list(keys.folders, signal)) {
    const folder = await world.store.read<{ readonly fleet: string }>(key, signal);
    if (folder !== undefined && !planned.has(folder.value.fleet)) lost.push(fleetFileIn(folderOf(key)));
  }
  return lost;
}

function lostFleetFile(path: string): Diagnostic {
  const message = `${path} is gone: nothing is planned, and nothing is deleted`;
  return diagnostic('no-fleet-file', message, { file: path, line: 1, column: 1 });
}

/** @returns the name of the fleet; undefined when it is not known. */
async function planOne(
  world: PlannerWorld,
  hint: RevisionHint,
  target: Target,
  file: FleetFile,
  files: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = file.path.replace(/\/?[^/]+$/, '');
  const held = await world.store.read<{ readonly fleet: string }>(keys.folder(folder), signal);
  // A broken fleet file is reported under the name that its folder had.
  const name = held?.value.fleet ?? file.fleet?.name;
  if (name === undefined) {
    world.log.error(
      { path: file.path, diagnostics: file.diagnostics },
      'a fleet file cannot be used and its fleet is not known yet',
    );
    return undefined;
  }
  // A renamed fleet is reported, never taken into the head: its new name would lead to another fleet's state. Nor is one
  // whose name is another's too.
  const isUsable = file.fleet?.name === name && !hasErrors(file.diagnostics);
  const known = isUsable ? file.fleet : undefined;
  const head = await headFor(world, hint, target, name, known, signal);
  if (target.type === 'head' && head === undefined) return name;
  const origin = target.type === 'head' ? { type: 'head' as const, seq: head?.seq ?? 0 } : target;
  await planFleet(
    world,
    {
      name,
      folder,
      fleet: file.fleet,
      diagnostics: [...file.diagnostics].sort(compareDiagnostics),
      files,
      commit: target.commit,
      origin,
    },
    signal,
  );
  return name;
}

async function headFor(
  world: PlannerWorld,
  hint: RevisionHint,
  target: Target,
  name: string,
  fleet: Fleet | undefined,
  signal: AbortSignal,
): Promise<Head | undefined> {
  if (target.type !== 'head') return undefined;
  return advanceHead(world, name, fleet, target.commit, hint, signal);
}

/** Facts are fetched, never believed: the commit comes from the repository, not from the hint. */
async function targetOf(world: PlannerWorld, hint: RevisionHint, signal: AbortSignal): Promise<Target | undefined> {
  if (hint.type !== 'pull-request') {
    if (hint.branch !== undefined && hint.branch !== world.branch) return undefined;
    return { type: 'head', commit: await world.repository.head(world.branch, signal) };
  }
  if (hint.pullRequest === undefined) return undefined;
  const pull = await world.repository.pullRequest(hint.pullRequest, signal);
  if (pull.state !== 'open' || pull.baseBranch !== world.branch) return undefined;
  return { type: 'pull-request', commit: pull.head, number: pull.number, base: pull.base };
}

async function remember(world: PlannerWorld, delivery: string, signal: AbortSignal): Promise<void> {
  try {
    await world.store.write(keys.delivery(delivery), { done: true }, '0', signal);
  } catch (error) {
    // The same delivery was planned twice at once: both did the same.
    if (!isFailure(error, 'precondition')) throw error;
  }
}
