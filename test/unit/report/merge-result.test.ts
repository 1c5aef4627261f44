// What a pull request hears of its merge: of its own units, and whose changes the same result tells of (case 34).
import { expect, it } from 'vitest';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import type { Revision } from '../../../lib/plan/index.ts';
import { mergeResult, type MergeStanding, RESULT_LIMIT, type RunView } from '../../../lib/report/index.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';
import { AT_HEAD, COMMIT, firstDeploy, UNIT } from '../../golden/report/blue-fleet.ts';

const OTHER = 'green';
const EARLIER = 'e'.repeat(40);
const OWN: MergeStanding = { commit: COMMIT, units: [UNIT], files: ['a.yaml'], isOff: false };

const { revision: one } = firstDeploy(AT_HEAD);
const units = one.units.flatMap((envelope) => [envelope, { ...envelope, unit: OTHER }]);
const revision: Revision = { ...one, units };

function run(unit: string, more: Partial<RunView> = {}): RunView {
  const stage = { type: 'ended', result: 'succeeded', message: '' } as const;
  const of = `${unit}/web`;
  const line = ['VIP ', { name: '203.0.113.1' }, ' serves ', { name: of }];
  const outputs = [{ what: 'VIP', of, value: '203.0.113.1', line }];
  return { unit, runId: 'r', stage, steps: { done: 1, total: 1 }, wrote: 1, outputs, failures: [], ...more };
}

const failed = run(OTHER, {
  stage: { type: 'ended', result: 'blocked', message: 'no' },
  failures: [{ step: 'apply it', failure: { code: 'denied', message: 'no', system: 'compute' } }],
  outputs: [],
});

function said(
  standing: MergeStanding,
  runs: readonly RunView[] = [run(UNIT), run(OTHER)],
  behind: readonly string[] = [],
) {
  const lacks = behind.length === 0 ? [] : [{ cluster: 'a/b', units: behind, isDue: true }];
  return mergeResult(TELLING, revision, { runs, behind: lacks, page: undefined }, standing);
}

it('tells of its own units alone', () => {
  expect(said(OWN, [run(UNIT), failed])?.body).toBe(
    `🟢 **prod: merged as \`${COMMIT.slice(0, 12)}\` and applied.** VIP \`203.0.113.1\` serves \`blue/web\``,
  );
  expect(said({ ...OWN, units: [OTHER] }, [run(UNIT), failed])?.body).toMatch(/^🔴 .*not applied everywhere[^]*no/);
  expect(said(OWN, undefined, [OTHER])?.isEnd).toBe(true);
  expect(said(OWN, undefined, [UNIT])).toMatchObject({ isEnd: false, body: expect.stringContaining('a/b') as string });
});

it('is at its end when nothing more is to come', () => {
  expect(said(OWN)?.isEnd).toBe(true);
  expect(said({ ...OWN, units: [OTHER] }, [failed])?.isEnd).toBe(false);
  expect(said(OWN, [run(UNIT, { stage: { type: 'running' } })])?.isEnd).toBe(false);
  expect(said({ ...OWN, isOff: true }, [run(UNIT, { stage: { type: 'running' } })])?.isEnd).toBe(true);
});

it('says in a clause what is not its own doing, and what is not as it left it', () => {
  const others = { ...OWN, others: [8, 9, 10, 11], changedAgain: ['networking.gke.io/MultiClusterIngress/blue/web'] };
  expect(said(others)?.body).toMatch(
    /This tells of #8, #9, #10 and 1 more, too, which change the same unit\. A later commit changed `blue\/web` again\.$/,
  );
  const unknown = said({ ...OWN, units: undefined });
  expect(unknown?.body).toMatch(/What it changes itself is not known: this tells of the whole commit\.$/);
});

it('of an earlier one says which commit it is part of, and that it was taken back or off the branch', () => {
  const [as, now] = [`merged as \`${'e'.repeat(12)}\``, `\`${COMMIT.slice(0, 12)}\``];
  const earlier = { ...OWN, commit: EARLIER };
  expect(said(earlier)?.body).toContain(`🟢 **prod: ${as}, now part of ${now}, and applied.** VIP`);
  expect(said({ ...earlier, isTakenBack: true, others: [8] })?.body).toBe(
    `⚪ **prod: ${as}, and taken back since:** ${now} asks for none of what it changed.`,
  );
  expect(said({ ...earlier, isOff: true })?.body).toBe(
    `⚪ **prod: ${as}, and not on the branch any more:** ${now} does not hold it.`,
  );
});

it('what has an error is not applied, whatever its runs came to', () => {
  const error = (file: string) =>
    diagnostic('backend-not-found', 'there is no MultiClusterService baz', { file, line: 3, column: 1 });
  const wrong = { ...revision, diagnostics: [error('b.yaml'), error('a.yaml')] };
  const told = (standing: MergeStanding) =>
    mergeResult(TELLING, wrong, { runs: [run(UNIT), run(OTHER)], behind: [], page: undefined }, standing);
  const body =
    '🔴 **prod: merged as `1f0c8a4b5d6e`, and not all of it is applied:** `backend-not-found` (`a.yaml:3`) there is no MultiClusterService baz. What has an error stays as it was: mend it with another commit.';
  expect(told(OWN)).toMatchObject({ isEnd: false, body });
  expect(told({ ...OWN, units: [] })).toMatchObject({ isEnd: false, body });
  expect(told({ ...OWN, units: undefined })?.body).toContain('`backend-not-found` (`b.yaml:3`)');
  expect(told({ ...OWN, files: ['c.yaml'] })).toMatchObject({
    isEnd: true,
    body: expect.stringContaining('applied.**') as string,
  });
});

it('stays below its limit', () => {
  const name = `networking.gke.io/MultiClusterIngress/blue/${'x'.repeat(300)}`;
  const long = {
    ...OWN,
    others: Array.from({ length: 99 }, (_, index) => index),
    changedAgain: Array(99).fill(name) as string[],
  };
  expect(Buffer.byteLength(said(long)?.body ?? '')).toBeLessThanOrEqual(RESULT_LIMIT);
});
