// What the plans of a commit would change, per unit, from the revision that the planner keeps in the bucket.
// May import: local.
import { BUCKETS, TOKENS } from '../../layout.ts';
import { until } from '../expect.ts';
import type { Context } from './context.ts';

const FLEET = 'prod';
const PATIENCE_MS = 30_000;

interface Envelope {
  readonly unit: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly impact: string;
  readonly gates: readonly { readonly code: string }[];
}

export interface UnitCounts {
  readonly counts: Readonly<Record<string, number>>;
  readonly impact: string;
  readonly gates: readonly string[];
}

/** By unit. @param pullRequest of whose head the commit is; absent: of the branch. */
export async function planCounts(
  context: Context,
  commit: string,
  pullRequest?: number,
): Promise<Readonly<Record<string, UnitCounts>>> {
  const occasion = pullRequest === undefined ? 'head' : `pull-${pullRequest}`;
  const key = encodeURIComponent(`revisions/${FLEET}/${commit}/${occasion}.json`);
  const url = `${context.local.cloud.urls.storage}/storage/v1/b/${BUCKETS.state}/o/${key}?alt=media`;
  const revision = await until(`the revision of ${commit.slice(0, 7)}`, PATIENCE_MS, async () => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKENS.person}` } });
    return answer.ok ? ((await answer.json()) as { readonly units: readonly Envelope[] }) : undefined;
  });
  return Object.fromEntries(
    revision.units.map(({ unit, counts, impact, gates }) => [
      unit,
      { counts, impact, gates: gates.map((gate) => gate.code) },
    ]),
  );
}
