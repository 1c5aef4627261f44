// The parts of the proof that come out of seeds: round trips, and adversity.
import { adversity, ends } from '../adversity/history.ts';
import { roundTrips } from '../round-trip.ts';
import { counted, type Run } from './run.ts';

export async function generated({ clients, options, sheet }: Run): Promise<void> {
  const { seed: first, runs } = options;
  await sheet.row('round-trips', `seeds ${first} to ${first + runs - 1}`, async () => {
    const { requests, failures } = await roundTrips(clients, options, (done, failed) => {
      if (done % 10 === 0) sheet.progress(`\r${done} generated, ${failed} failures\r`);
    });
    return { tried: `${runs} generated manifests, ${requests} requests`, failures };
  });
}

export async function adversities({ clients, options, sheet }: Run): Promise<void> {
  const expected = ends(clients);
  const { seed: first, runs } = options;
  const met = new Map<string, number>();
  await sheet.row('adversity', `seeds ${first} to ${first + runs - 1}`, async () => {
    const failures: string[] = [];
    for (let seed = first; seed < first + runs; seed += 1) {
      const found = await adversity(clients, seed, expected);
      for (const [what, times] of found.met) met.set(what, (met.get(what) ?? 0) + times);
      failures.push(...found.failures);
      if (found.failures.length > 0) {
        for (const line of [...found.told, ...found.failures]) sheet.progress(`${line}\n`);
        sheet.progress(`again: npm run proof -- --part adversity --seed ${seed} --runs 1\n`);
      }
      sheet.progress(`seed ${seed}: ${failures.length} failures\n`);
    }
    return { tried: `${runs} histories, ${met.size} pairs of a trouble and what it met`, failures };
  });
  sheet.append(counted('met', 'Troubles × what they met: how often', met));
}
