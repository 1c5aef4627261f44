// What people read, word by word: `UPDATE=1 vitest run test/golden/report.test.ts` writes it anew; the difference is the review.
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { runView } from '../../lib/app/run-views.ts';
import { type Diagnostic, diagnostic } from '../../lib/core/index.ts';
import type { JournalEntry } from '../../lib/execute/index.ts';
import type { Plan, Revision, Withheld } from '../../lib/plan/index.ts';
import {
  applyCheck,
  type CheckRun,
  commitCheck,
  commitComment,
  type CommitPlans,
  driftIssue,
  planCheck,
  planText,
  type RunView,
} from '../../lib/report/index.ts';
import { expectText } from './expect-text.ts';
import {
  AT_HEAD,
  BACKUP,
  blueResources,
  changesBetween,
  COMMIT,
  firstDeploy,
  FLEET,
  hostDropped,
  hostDroppedAndVipReleased,
  nothingToDo,
  type Planned,
  planned,
  standing,
  UNIT,
  VIP,
} from './report/blue-fleet.ts';

const START = Date.UTC(2026, 0, 31, 8, 0, 0);

function expectGolden(name: string, text: string): void {
  expectText(join(import.meta.dirname, 'report', `expected-${name}`), text);
}

function checkText(check: CheckRun): string {
  const lines = check.annotations.map(
    ({ source, level, title, message }) =>
      `${source.file}:${source.line}:${source.column} ${level} ${title}: ${message}`,
  );
  const head = [check.name, `${check.status} ${check.conclusion ?? ''}`.trim(), check.title, ...lines];
  return `${head.join('\n')}\n\n${check.summary}\n`;
}

function commitOf(...fleets: CommitPlans['fleets']): CommitPlans {
  return { commit: COMMIT, fleets, coming: [], diagnostics: [] };
}

const withError = (): Planned =>
  planned({
    changes: [],
    diagnostics: [
      diagnostic(
        'backend-not-found',
        'there is no MultiClusterService foobarr in namespace blue',
        { file: 'manifests/blue/ingress.yaml', line: 9, column: 22 },
        'Did you mean foobar?',
      ),
    ],
  });

function clusterUnreachable(): Planned {
  const unknown = [{ part: 'cluster', cluster: BACKUP, reason: 'the gateway answered 404 without a Status' }] as const;
  const changes = changesBetween(blueResources(), standing([], unknown));
  return planned({
    changes,
    unknown,
    diagnostics: [
      diagnostic('cluster-unreachable', `cluster ${BACKUP} cannot be read: the gateway answered 404 without a Status`, {
        file: 'rangelight.yaml',
        line: 9,
        column: 7,
      }),
    ],
  });
}

describe('plans', () => {
  const cases: Readonly<Record<string, () => Planned>> = {
    'first-deploy': () => firstDeploy(),
    'host-dropped': () => hostDroppedAndVipReleased(),
    'nothing-to-do': () => nothingToDo(),
    'error-on-a-line': withError,
    'cluster-unreachable': clusterUnreachable,
  };
  for (const [name, make] of Object.entries(cases)) {
    it(`${name}: check, comment and terminal`, () => {
      const { revision, plans } = make();
      expectGolden(`${name}-check.md`, checkText(planCheck(revision, plans)));
      expectGolden(`${name}-comment.md`, `${commitComment(commitOf({ revision, plans })).body}\n`);
      expectGolden(`${name}.txt`, planText(revision, plans));
    });
  }
});

describe('commits', () => {
  const expectCommit = (name: string, commit: CommitPlans): void =>
    expectGolden(`${name}.md`, `${checkText(commitCheck(commit))}\n---\n\n${commitComment(commit).body}\n`);
  const withheld = (why: Withheld['why'], found: readonly Diagnostic[] = []): CommitPlans => {
    const { revision } = nothingToDo();
    const only = { verdict: 'not-compared', withheld: { why, author: 'mallory <b>' }, facts: '', units: [] } as const;
    return commitOf({ revision: { ...revision, ...only, diagnostics: found }, plans: new Map() });
  };

  it('of a stranger', () => expectCommit('commit-of-a-stranger', withheld('no-right')));

  it('of a fork, with an error', () => {
    expectCommit('commit-of-a-fork-with-error', withheld('fork', withError().revision.diagnostics));
  });

  it('with a new fleet, and with another project', () => {
    expectCommit('commit-new-fleet', withheld('new-fleet'));
    expectCommit('commit-other-project', withheld('other-project'));
  });

  it('superseded', () => {
    expectGolden(
      'commit-superseded.md',
      checkText(commitCheck({ ...commitOf(firstDeploy()), supersededBy: 'f'.repeat(40) })),
    );
  });

  it('without a fleet', () => expectCommit('commit-without-a-fleet', commitOf()));

  it('of two fleets, one of them with a fleet file that cannot be used', () => {
    const staging = nothingToDo();
    const revision = { ...staging.revision, fleet: 'staging' };
    const source = { file: 'third/rangelight.yaml', line: 3, column: 11 };
    const stray = diagnostic('fleet-file-invalid', 'metadata.name is missing', source);
    const commit = commitOf(hostDropped(), { ...staging, revision });
    expectCommit('commit-of-two-fleets', { ...commit, diagnostics: [stray] });
    expectGolden(
      'commit-still-to-come.md',
      checkText(commitCheck({ ...commitOf(hostDropped()), coming: ['staging'] })),
    );
  });

  it('whose plan is not the one that was approved', () => {
    const [approved, now] = [hostDroppedAndVipReleased(), hostDropped(AT_HEAD)];
    const overtaken = { plan: approved.plan?.digest ?? '', by: 'carol' };
    const revision = { ...now.revision, units: now.revision.units.map((unit) => ({ ...unit, overtaken })) };
    const plans = new Map([...approved.plans, ...now.plans]);
    const check = checkText(commitCheck(commitOf({ revision, plans })));
    expectGolden('commit-not-as-approved.md', `${check}\n---\n\n${checkText(applyCheck(revision, [], plans))}`);
  });
});

/** The journal of a run that got through the first `done` steps; the address step tells the VIP. */
function journal(plan: Plan, done: number): readonly JournalEntry[] {
  return [
    { type: 'started', at: START, plan: plan.digest, desired: 'd', seq: 4, commit: COMMIT, holder: 'w1' },
    ...plan.steps.slice(0, done).map((step): JournalEntry => {
      const isAddress = step.action.type === 'apply' && step.action.key.includes('/addresses/');
      return { type: 'done', at: START, step: step.id, wrote: true, ...(isAddress ? { note: VIP } : {}) };
    }),
  ];
}

function applyText({ revision }: { readonly revision: Revision }, runs: readonly RunView[]): string {
  return checkText(applyCheck(revision, runs));
}

function runOf({ plan }: Planned, done: number, more: (plan: Plan) => readonly JournalEntry[]): readonly RunView[] {
  if (plan === undefined) return [];
  return [runView(UNIT, '000004-0123456789abcdef', plan, [...journal(plan, done), ...more(plan)])];
}

describe('runs', () => {
  it('queued', () => {
    expectGolden('run-queued.md', applyText(firstDeploy(AT_HEAD), []));
  });

  it('running', () => {
    const deploy = firstDeploy(AT_HEAD);
    expectGolden(
      'run-running',
      applyText(
        deploy,
        runOf(deploy, 7, () => []),
      ),
    );
  });

  it('waiting', () => {
    const deploy = firstDeploy(AT_HEAD);
    const waits = (plan: Plan): readonly JournalEntry[] =>
      plan.steps.slice(7).map((step, index) => {
        const until = START + 60_000 * (index + 1);
        return { type: 'waiting', at: START, step: step.id, until, reason: 'the NEG controller has not made it yet' };
      });
    expectGolden('run-waiting.md', applyText(deploy, runOf(deploy, 7, waits)));
  });

  it('succeeded', () => {
    const deploy = firstDeploy(AT_HEAD);
    const end = (): readonly JournalEntry[] => [{ type: 'finished', at: START, result: 'succeeded', message: 'done' }];
    expectGolden('run-succeeded.md', applyText(deploy, runOf(deploy, Number.POSITIVE_INFINITY, end)));
  });

  it('blocked by the cloud', () => {
    const deploy = firstDeploy(AT_HEAD);
    const message = "Quota 'BACKEND_SERVICES' exceeded. Limit: 9.0 globally.";
    const fails = (plan: Plan): readonly JournalEntry[] => [
      {
        type: 'failed',
        at: START,
        step: plan.steps[7]?.id ?? '',
        failure: { code: 'quota', system: 'compute', message },
      },
      { type: 'finished', at: START, result: 'blocked', message },
    ];
    expectGolden('run-blocked.md', applyText(deploy, runOf(deploy, 7, fails)));
  });

  it('rolled back, and on its way back', () => {
    const bad = hostDroppedAndVipReleased(AT_HEAD);
    const reason = 'rl1-bs-blue-foobar has 1 healthy endpoints in us-west1; before this change 4 served there';
    const rolledBack = { commit: COMMIT, to: '000003-00000000000000aa', reason };
    const units = bad.revision.units.map((unit) => ({ ...unit, gates: [], plan: null, rolledBack }));
    const revision: Revision = { ...bad.revision, verdict: 'nothing-to-do', units };
    expectGolden(
      'run-rolled-back.md',
      `${checkText(applyCheck(revision, []))}\n---\n\n${checkText(planCheck(revision, new Map()))}`,
    );
  });

  it('waiting for an approval', () => {
    expectGolden('run-gated.md', applyText(hostDroppedAndVipReleased(AT_HEAD), []));
  });
});

describe('drift', () => {
  it('somebody removed a forwarding rule', () => {
    const left = blueResources().filter(({ ref }) => ref.kind !== 'forwardingRule');
    const changes = changesBetween(blueResources(), standing(left), blueResources());
    const issue = driftIssue({ unit: UNIT, commit: COMMIT, healing: false, changes }, FLEET);
    expectGolden('drift.md', `${issue.title}\n\n${issue.body ?? ''}\n`);
  });
});
