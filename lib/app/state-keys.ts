// Where each document of the state lives in the bucket. Keys begin with the fleet's name; what belongs to no fleet, with _.
// May import: plan.
import type { Origin } from '../plan/index.ts';

/** What a commit is planned for; each has documents of its own, so that no plan of a commit replaces another one. */
export type Purpose = 'head' | 'merge-group' | `pull-${number}`;

export function purposeOf(origin: Origin): Purpose {
  return origin.type === 'pull-request' ? `pull-${origin.number}` : origin.type;
}

export const keys = {
  delivery: (id: string): string => `_deliveries/${encodeURIComponent(id)}.json`,
  forced: (delivery: string): string => `${keys.allForced}${encodeURIComponent(delivery)}.json`,
  allForced: '_forced/',
  /** What was answered to a command: a comment, or the press of a button. */
  command: (id: string): string => `_commands/${encodeURIComponent(id)}.json`,
  deadLetter: (id: string): string => `_dead-letters/${encodeURIComponent(id)}.json`,
  deadLetters: '_dead-letters/',
  /** Which fleet a folder of the repository holds; makes a renamed fleet visible. */
  folder: (folder: string): string => `_folders/${encodeURIComponent(folder === '' ? '.' : folder)}.json`,
  folders: '_folders/',
  /** Which fleets a commit has, by what it is planned for. */
  commit: (commit: string, purpose: Purpose): string => `${keys.allOfCommit(commit)}${purpose}.json`,
  allOfCommit: (commit: string): string => `_commits/${commit}/`,
  pull: (number: number): string => `_pulls/${number}/open.json`,
  vouch: (number: number, commit: string): string => `${keys.allVouches(number)}${commit}.json`,
  allVouches: (number: number): string => `_pulls/${number}/vouches/`,
  allPulls: '_pulls/',
  head: (fleet: string): string => `${fleet}/head.json`,
  finished: (fleet: string): string => `${fleet}/finished.json`,
  latestFacts: (fleet: string): string => `${fleet}/facts/latest.json`,
  facts: (fleet: string, digest: string): string => `${fleet}/facts/${digest}.json`,
  /** Secrets that the head names, or a pull request. */
  secrets: (fleet: string, pullRequest?: number): string =>
    `${fleet}/secrets/${pullRequest === undefined ? 'head' : `pull-${pullRequest}`}.json`,
  allSecrets: (fleet: string): string => `${fleet}/secrets/`,
  plan: (fleet: string, digest: string): string => `${fleet}/plans/${digest}.json`,
  planPrefix: (fleet: string, digits: string): string => `${fleet}/plans/${digits}`,
  approval: (fleet: string, plan: string): string => `${fleet}/approvals/${plan}.json`,
  allApprovals: (fleet: string): string => `${fleet}/approvals/`,
  /** Namespaces cannot begin with an underscore. */
  pause: (fleet: string, unit: string | undefined): string => `${fleet}/pauses/${unit ?? '_all'}.json`,
  allPauses: (fleet: string): string => `${fleet}/pauses/`,
  audit: (fleet: string, at: number, action: string, number: number): string => {
    const time = new Date(at).toISOString();
    return `${fleet}/audit/${time.slice(0, 10)}/${time.slice(11)}-${action}-${number}.json`;
  },
  desired: (fleet: string, digest: string): string => `${fleet}/desired/${digest}.json`,
  revision: (fleet: string, commit: string, purpose: Purpose = 'head'): string =>
    `${fleet}/revisions/${commit}${purpose === 'head' ? '' : `-${purpose}`}.json`,
  allRuns: (fleet: string, unit: string): string => `${fleet}/runs/${unit}/`,
  runs: (fleet: string, unit: string, runId: string): string => `${fleet}/runs/${unit}/${runId}/`,
  entry: (fleet: string, unit: string, runId: string, number: number): string =>
    `${fleet}/runs/${unit}/${runId}/${String(number).padStart(6, '0')}.json`,
  applied: (fleet: string, unit: string): string => `${fleet}/applied/${unit}.json`,
  allApplied: (fleet: string): string => `${fleet}/applied/`,
  open: (fleet: string, unit: string): string => `${fleet}/open/${unit}.json`,
  allOpen: (fleet: string): string => `${fleet}/open/`,
  /** What a rolled-back unit stays at. */
  pin: (fleet: string, unit: string): string => `${fleet}/pins/${unit}.json`,
  allPins: (fleet: string): string => `${fleet}/pins/`,
  lease: (fleet: string, unit: string): string => `${fleet}/leases/${unit}.json`,
  drift: (fleet: string, unit: string): string => `${fleet}/drift/${unit}.json`,
} as const;

/** The folder that a key made by `keys.folder` stands for. */
export function folderOf(key: string): string {
  const folder = decodeURIComponent(key.slice(keys.folders.length, -'.json'.length));
  return folder === '.' ? '' : folder;
}

/** Journal entries are created and never changed. */
export function isJournalEntry(key: string): boolean {
  return /^[^/]+\/runs\/.*\/\d{6}\.json$/.test(key);
}
