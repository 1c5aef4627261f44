// A made-up feature tells of its kinds in the comment, in the check run, on a terminal and after a run; the shell knows
// none of it.
import { expect, test } from 'vitest';
import { runView } from '../../../lib/app/reporting/run-views.ts';
import type { Plan, Revision } from '../../../lib/plan/index.ts';
import { makePlan, codesOf, rulesOf } from '../../../lib/plan/index.ts';
import {
  applyCheck,
  applyDeployment,
  commitCheck,
  commitComment,
  planText,
  type ReportPart,
  type Telling,
} from '../../../lib/report/index.ts';
import { FLEET, UNIT } from '../fleet-of-two.ts';
import { changeOf } from '../plan/change.ts';
import { kinds, NAME, router, ROUTER } from './made-up.ts';

const part: ReportPart = {
  planned: (_revision, plans) => {
    const made = plans.flatMap(({ changes }) => changes.filter(({ ref }) => ref.kind === router.id));
    return {
      concerns: () =>
        made.map(() => ({ weight: 'loss', title: 'a detour', words: '🔴 **A detour** for all packets.' })),
      title: () => [`${made.length} roads`],
      headline: () => ['all roads open'],
      after: () => 'Roads: one is new.',
      sections: () => [['**Roads**', '**Roads** in full']],
      drawings: () => ['(a map)'],
      text: ({ changes }) => [`road with ${changes.length} changes`],
    };
  },
  made: (_plan, notes) => [...notes.values()].map((ip) => outputOf(ip)),
  stands: ({ addresses }) => Object.values(addresses).map((ip) => outputOf(ip)),
};
const outputOf = (ip: string) => ({
  what: 'road',
  of: 'one',
  value: ip,
  line: ['to ', { name: ip }],
  url: `http://${ip}`,
});
const telling: Telling = { kinds, codes: codesOf([]), parts: [{}, part] };

const plan = makePlan(rulesOf(kinds, []), FLEET, UNIT, [changeOf(ROUTER, { kind: 'create', after: {} })]) as Plan;
const counts = { create: 1, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
const revision: Revision = {
  fleet: FLEET,
  occasion: { type: 'head', repository: 'acme/fleet', commit: 'c1' },
  facts: '',
  verdict: 'ready',
  diagnostics: [],
  sources: {},
  units: [
    { unit: UNIT, plan: plan.digest, desired: '', counts, impact: 'none', gates: [], partial: false, unknown: [] },
  ],
};
const plans = new Map([[plan.digest, plan]]);
const commit = { commit: 'c1', fleets: [{ revision, plans }], coming: [], unreadable: [], diagnostics: [] };

test('what it tells has its place in the comment, the check run and the terminal', () => {
  const { body } = commitComment(telling, commit);
  expect(body).toMatch(/^### prod · a detour · 1 roads · all roads open\n🔴 .*\n- 🔴 \*\*A detour\*\*/);
  expect(body).toContain('\n\nRoads: one is new.\n\n');
  expect(body).toContain('(a map)');
  const check = commitCheck(telling, commit);
  expect(check.title).toBe('+1 ~0 −0 · all roads open · no traffic impact');
  expect(check.summary).toContain('**Roads** in full');
  expect(planText(telling, revision, plans)).toContain(
    `\n  road with 1 changes\n  compute\n    create cloud router ${NAME}`,
  );
});

test('what a run made is told when it has come to a good end', () => {
  const [step] = plan.steps;
  const id = { unit: UNIT, runId: 'r1' };
  const view = runView(telling.parts, id, plan, [
    { type: 'done', at: 1, step: step?.id ?? '', wrote: true, note: '203.0.113.7' },
    { type: 'finished', at: 2, result: 'succeeded', message: '' },
  ]);
  expect(view.outputs.map(({ value }) => value)).toEqual(['203.0.113.7']);
  const check = applyCheck(telling, revision, [view]);
  expect(check.title).toBe('to 203.0.113.7');
  expect(check.summary).toContain('- to `203.0.113.7`');
  expect(applyDeployment(telling, revision, [view])?.environmentUrl).toBe('http://203.0.113.7');
});
