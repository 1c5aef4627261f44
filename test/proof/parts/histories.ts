// The part of histories: so many seeds, and what of the table of aims they reached.
import { createReached } from '../coverage-table.ts';
import { KINDS } from '../coverage.ts';
import { references } from '../histories/commits.ts';
import { history } from '../histories/history.ts';
import { counted, type Run } from './run.ts';

/** From so many histories on, all cells are to be reached, in at most so many times as many. */
const [MANY, MOST] = [1_000, 3];

export async function histories({ clients, options, sheet }: Run): Promise<void> {
  const { seed: first, runs } = options;
  const expected = references(clients);
  const happened = new Map<string, number>();
  const reached = createReached();
  const made = new Set<string>();
  // A few seeds are for those who repeat one: they aim at too few cells to say anything of all.
  const isWhole = runs >= MANY;
  const most = isWhole ? runs * MOST : runs;
  const named = (): readonly string[] => reached.missing().map(({ kind, trouble }) => `${kind} × ${trouble}`);
  const others = (): readonly string[] => [...made].filter((kind) => !KINDS.includes(kind)).sort();
  await sheet.row('histories', `from seed ${first}`, async () => {
    const failures: string[] = [];
    let done = 0;
    for (; done < runs || (done < most && named().length > 0); done += 1) {
      const seed = first + done;
      const found = await history(clients, seed, expected);
      for (const failure of found.failures) sheet.progress(`${failure}\n`);
      if (found.failures.length > 0)
        sheet.progress(`again: npm run proof -- --part histories --seed ${seed} --runs 1\n`);
      failures.push(...found.failures);
      for (const [what, times] of found.happened) happened.set(what, (happened.get(what) ?? 0) + times);
      for (const cell of found.reached) reached.add(cell);
      for (const kind of found.made) made.add(kind);
      if (seed % 10 === 0) sheet.progress(`seed ${seed}: ${failures.length} failures, ${named().length} cells left\r`);
    }
    failures.push(...others().map((kind) => `no row of the table: ${kind}`));
    if (isWhole) failures.push(...named().map((cell) => `never reached: ${cell}`));
    const { cells, reached: count } = reached.counts;
    return { tried: `${done} histories, ${count} of ${cells} cells reached`, failures };
  });
  sheet.append(counted('happened', 'Deliveries, pushes and faults by chance: how often', happened));
  sheet.append({
    name: 'reached',
    content: reached,
    lines: ['What was called × how it went wrong: how often', ...reached.lines()],
  });
  sheet.append({ name: 'missing', content: named(), lines: listed('Not reached', named()) });
  sheet.append({ name: 'others', content: others(), lines: listed('Called, and no row of the table', others()) });
}

function listed(title: string, what: readonly string[]): readonly string[] {
  return what.length === 0 ? [`${title}: nothing`] : [`${title}:`, ...what.map((one) => `  ${one}`)];
}
