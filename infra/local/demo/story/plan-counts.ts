// What the plans of a commit would change, per unit, from the revision that the planner keeps in the bucket.
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

/** A list, or a revision. */
interface Answer {
  readonly items: readonly { readonly name: string }[];
  readonly units: readonly Envelope[];
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
  // Of a pull request the name also has what it is merged into.
  const occasion = pullRequest === undefined ? 'head.' : `pull-${pullRequest}-`;
  const objects = `${context.local.cloud.urls.storage}/storage/v1/b/${BUCKETS.state}/o`;
  const ask = async (path: string): Promise<Partial<Answer>> => {
    const answer = await fetch(`${objects}${path}`, { headers: { authorization: `Bearer ${TOKENS.person}` } });
    return answer.ok ? ((await answer.json()) as Answer) : {};
  };
  const revision = await until(`the revision of ${commit.slice(0, 7)}`, PATIENCE_MS, async () => {
    const { items = [] } = await ask(`?prefix=${encodeURIComponent(`revisions/${FLEET}/${commit}/${occasion}`)}`);
    const [{ name } = { name: undefined }] = items;
    const { units } = name === undefined ? {} : await ask(`/${encodeURIComponent(name)}?alt=media`);
    return units && { units };
  });
  return Object.fromEntries(
    revision.units.map(({ unit, counts, impact, gates }) => [
      unit,
      { counts, impact, gates: gates.map((gate) => gate.code) },
    ]),
  );
}
