// Runs the claims against a project, one after the other, and cleans up behind each, whatever happened.
import type { CaseResult } from '../report.ts';
import type { Claim } from './claims.ts';
import { type Exchange, type LiveOptions, openLiveProject } from './project.ts';

export interface LiveResult extends CaseResult {
  readonly standing: Claim['standing'];
  readonly exchanges: readonly Exchange[];
  /** Collection → how many were made. */
  readonly made: ReadonlyMap<string, number>;
  /** Paths that could not be deleted. */
  readonly left: readonly string[];
}

export async function runClaims(claims: readonly Claim[], options: LiveOptions): Promise<readonly LiveResult[]> {
  const results: LiveResult[] = [];
  for (const [index, claim] of claims.entries()) {
    results.push(await runClaim(claim, { ...options, prefix: `${options.prefix}-${index}` }));
  }
  return results;
}

async function runClaim(claim: Claim, options: LiveOptions): Promise<LiveResult> {
  const project = openLiveProject(options);
  let note: string | undefined;
  try {
    await claim.run(project);
  } catch (error) {
    note = error instanceof Error ? error.message : String(error);
  }
  const left = await project.cleanUp();
  return {
    group: 'Compute Engine v1',
    name: claim.name,
    standing: claim.standing,
    ...(note === undefined ? { outcome: 'passed' } : { outcome: 'mismatch', note }),
    exchanges: project.exchanges(),
    made: project.made(),
    left,
  };
}
