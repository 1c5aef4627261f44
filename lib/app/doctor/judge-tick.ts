// Whether somebody wakes drift each minute. Source: Cloud Scheduler REST reference, projects.locations.jobs.
import { type JsonObject, textAt } from '../../core/index.ts';
import type { Contract } from './contract.ts';
import { APPLY, type Defect } from './defect.ts';

/** @param found undefined: there is none. */
export function judgeTick(
  { tick, functions }: Contract,
  path: string,
  found: JsonObject | undefined,
): readonly Defect[] {
  const where = 'job rangelight-tick';
  const outcome = `${tick.to} is never woken: nothing notices drift, and runs that wait stay so`;
  if (found === undefined) return [{ code: 'tick-missing', where, message: outcome, fix: `make it: ${APPLY}` }];
  const findings: Defect[] = [];
  const state = textAt(found, 'state') ?? '?';
  if (state !== 'ENABLED')
    findings.push({
      code: 'tick-stopped',
      where,
      message: `it is ${state}: ${outcome}`,
      fix: `gcloud scheduler jobs resume ${path}`,
    });
  const target = textAt(found, 'httpTarget', 'uri') ?? 'nowhere';
  const audience = textAt(found, 'httpTarget', 'oidcToken', 'audience') ?? 'nobody';
  const isRight =
    textAt(found, 'schedule') === tick.schedule &&
    target.endsWith(tick.path) &&
    audience === functions[tick.to]?.audience;
  if (!isRight) {
    const message = `it calls ${target} for ${audience} at "${textAt(found, 'schedule') ?? ''}"`;
    findings.push({ code: 'tick-stopped', where, message, fix: APPLY });
  }
  return findings;
}
