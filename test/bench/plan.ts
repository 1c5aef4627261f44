// What planning costs as a fleet grows: `npm run bench -- --part plan` prints the CPU time of each stage for 100, 300
// and 1,000 load balancers in one namespace and in a hundred, and the exponent of its growth between the two largest. 1
// is linear. Nothing fails, because times are the machine's.
import { foldApplied, type JournalEntry, journalFold, stepChoice } from '../../lib/execute/index.ts';
import { planCheck } from '../../lib/report/index.ts';
import { commitComment } from '../../lib/report/comment/index.ts';
import {
  compiledOf,
  NOTHING_STANDS,
  plannedOf,
  plansOf,
  revisionOf,
  type Size,
  standingOf,
  treeFor,
} from './planned-fleet.ts';
import type { Plan } from '../../lib/plan/index.ts';
import { TELLING } from '../../functions/wiring/report-parts.ts';

const SIZES = [100, 300, 1_000];
const SPREADS = [1, 100];

/** CPU seconds by stage. */
type Costs = ReadonlyMap<string, number>;

function costsOf(size: Size): Costs {
  const costs = new Map<string, number>();
  const measured = <T>(stage: string, work: () => T): T => {
    const before = process.cpuUsage();
    const value = work();
    const { user, system } = process.cpuUsage(before);
    costs.set(stage, (user + system) / 1e6);
    return value;
  };
  const [tree, moved] = [treeFor(size), treeFor(size, 9090)];
  const compiled = measured('compile', () => compiledOf(tree, size));
  const first = measured('plan: all is new', () => plannedOf(tree, size, compiled, NOTHING_STANDS));
  const standing = standingOf(compiled.compiled.states);
  measured('plan: nothing changed', () => plannedOf(tree, size, compiled, standing));
  const rebuilt = compiledOf(moved, size);
  const second = measured('plan: all is rebuilt', () => plannedOf(moved, size, rebuilt, standing));
  const none = { ...rebuilt, compiled: { ...rebuilt.compiled, states: [] } };
  measured('plan: all goes', () => plannedOf(tree, size, none, standing));
  const revision = revisionOf(rebuilt, second);
  const plans = plansOf(second);
  measured('report: check run', () => planCheck(TELLING, { revision, plans }));
  const { commit } = revision.occasion;
  const fleets = [{ revision, plans }];
  measured('report: comment', () =>
    commitComment(TELLING, { commit, fleets, coming: [], unreadable: [], diagnostics: [] }),
  );
  const largest = [...plansOf(first).values()].sort((a, b) => b.steps.length - a.steps.length)[0];
  if (largest !== undefined && size.namespaces === 1) {
    measured('run: journal', () => readAlong(largest));
    measured('run: steps chosen', () => runThrough(largest));
  }
  return costs;
}

/** The journal of a run, folded after each entry. */
function readAlong(plan: Plan): void {
  const entries: JournalEntry[] = [];
  const fold = journalFold();
  for (const { id } of plan.steps) {
    entries.push({ type: 'done', at: 0, step: id, wrote: true });
    fold(entries);
  }
  foldApplied({}, plan, entries, undefined);
}

/** All steps of a plan, as a worker chooses them: a hundred at a time. */
function runThrough(plan: Plan): void {
  const entries: JournalEntry[] = [];
  const choice = stepChoice(plan);
  const fold = journalFold(choice.changed);
  for (;;) {
    fold(entries);
    const next = choice.next(0, { atMost: 100 });
    if (next.type !== 'run') break;
    for (const { id } of next.steps) entries.push({ type: 'done', at: 0, step: id, wrote: true });
  }
}

const [only] = process.argv.slice(2).filter((argument) => /^\d/.test(argument));
const sizes = only === undefined ? SIZES : [Number(only)];
const row = (name: string, cells: readonly string[]): void =>
  void process.stdout.write(`${name.padEnd(26)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);

for (const namespaces of SPREADS) {
  // Whatever is compiled on the way is not a cost of the first size.
  if (only === undefined) costsOf({ balancers: 100, namespaces });
  const bySize = sizes.map((balancers) => costsOf({ balancers, namespaces }));
  row(`in ${namespaces} namespace${namespaces === 1 ? '' : 's'}`, [...sizes.map((size) => `${size}`), 'exponent']);
  for (const stage of bySize[0]?.keys() ?? []) {
    const seconds = bySize.map((costs) => costs.get(stage) ?? Number.NaN);
    const [before = 0, after = 0] = seconds.slice(-2);
    const exponent = Math.log(after / before) / Math.log((sizes.at(-1) ?? 1) / (sizes.at(-2) ?? 1));
    row(stage, [...seconds.map((one) => `${one.toFixed(3)} s`), exponent.toFixed(2)]);
  }
  process.stdout.write('\n');
}
