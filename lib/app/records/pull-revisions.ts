// What is planned of a pull request. Its documents are named by its head and by the head of the branch that it was
// merged into for trial; when the branch has moved on and it is planned again, what the older merge was stays until the
// new one is there.
import { type Occasion, occasionName, pullAtBase, type Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { type CommitRecord, commitRecords, type OpenPull, revisions } from '../../state/index.ts';

type Pull = Pick<OpenPull, 'number' | 'head'>;

/** Of a fleet, whatever it was merged into. What is damaged is not among them. */
export async function revisionsOfPull(
  store: Store,
  fleet: string,
  { number, head }: Pull,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const { found } = await revisions.list(store, [fleet, head], signal);
  return found.map(({ value }) => value).filter(({ occasion }) => isOfPull(occasion, number));
}

/** What the newest merge of it holds; undefined when that was never looked at to the end. */
export async function recordOfPull(
  store: Store,
  repository: string,
  pull: Pull & Pick<OpenPull, 'base'>,
  signal: AbortSignal,
): Promise<CommitRecord | undefined> {
  const reading = await commitRecords.at(repository, pull.head, pullAtBase(pull)).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/** Takes away what was planned of older merges of the same head, when a newer one is planned to the end. */
export async function dropOlderMerges(
  store: Store,
  { repository, commit, number, base }: Extract<Occasion, { type: 'pull-request' }>,
  fleets: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const isOlder = (occasion: Occasion): boolean => isOfPull(occasion, number) && occasion.base !== base;
  const records = (await commitRecords.list(store, [repository, commit], signal)).found;
  for (const { value } of records.filter((one) => isOlder(one.value.occasion)))
    await commitRecords.at(repository, commit, occasionName(value.occasion)).drop(store, signal);
  for (const fleet of fleets)
    for (const { occasion } of await revisionsOfPull(store, fleet, { number, head: commit }, signal))
      if (isOlder(occasion)) await revisions.at(fleet, commit, occasionName(occasion)).drop(store, signal);
}

function isOfPull(occasion: Occasion, number: number): occasion is Extract<Occasion, { type: 'pull-request' }> {
  return occasion.type === 'pull-request' && occasion.number === number;
}
