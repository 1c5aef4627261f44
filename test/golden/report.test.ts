// What people read, word by word: `UPDATE=1 vitest run test/golden/report.test.ts` writes it anew; the difference is
// the review.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runView } from '../../lib/app/reporting/run-views.ts';
import { type Diagnostic, type Failure } from '../../lib/core/index.ts';
import { diagnostic } from '../../lib/features/ingress/codes/index.ts';
import type { JournalEntry } from '../../lib/execute/index.ts';
import { type AppliedState, isClusterRef } from '../../lib/model/index.ts';
import type { Plan, Revision, Withheld } from '../../lib/plan/index.ts';
import type { CheckRun } from '../../lib/ports/index.ts';
import {
  applyCheck,
  branchIssue,
  commitCheck,
  commitComment,
  type CommitPlans,
  driftIssue,
  planCheck,
  planText,
  type RunView,
  stateIssue,
  type TroublesView,
  strayHeadCheck,
} from '../../lib/report/index.ts';
import { objectsAt } from '../../lib/core/index.ts';
import { expectText } from './expect-text.ts';
import {
  AT_HEAD,
  blueResources,
  changesBetween,
  COMMIT,
  firstDeploy,
  FLEET,
  hostDropped,
  hostDroppedAndVipReleased,
  nothingToDo,
  type Planned,
  standing,
  UNIT,
  VIP,
} from './report/blue-fleet.ts';
import { OUTCOMES } from './report/outcomes.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';
import { TELLING } from '../../functions/wiring/report-parts.ts';

const MOST_LINES = 240;
const WRONG = diagnostic(
  'backend-not-found',
  'there is no MultiClusterService foobarr in namespace blue',
  { file: 'manifests/blue/ingress.yaml', line: 9, column: 22 },
  'Did you mean foobar?',
);
const WAITS = 'the NEG controller of the cluster has not made rl1-neg-blue-bar-d351cbf7a5 in europe-north1-a yet';
const START = Date.UTC(2026, 0, 31, 8, 0, 0);

function expectGolden(name: string, text: string): void {
  expectText(join(import.meta.dirname, 'report', `expected-${name}`), text);
}

function headText(check: CheckRun): string {
  const lines = check.annotations.map(
    ({ source, level, title, message }) =>
      `${source.file}:${source.line}:${source.column} ${level} ${title}: ${message}`,
  );
  return [check.name, `${check.status} ${check.conclusion ?? ''}`.trim(), check.title, ...lines].join('\n');
}

function checkText(check: CheckRun): string {
  return `${headText(check)}\n\n${check.summary}\n`;
}

function commitOf(...fleets: CommitPlans['fleets']): CommitPlans {
  return { commit: COMMIT, fleets, coming: [], unreadable: [], diagnostics: [] };
}

/** The first and the last lines of what is too long to be reviewed. */
function shortened(markdown: string): string {
  const lines = markdown.split('\n');
  if (lines.length <= MOST_LINES) return markdown;
  const left = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES / 2), `[… ${left} lines …]`, ...lines.slice(-MOST_LINES / 2)].join('\n');
}

describe('plans', () => {
  for (const [name, make] of Object.entries(OUTCOMES)) {
    it(`${name}: check, comment and terminal`, () => {
      const { revision, plans } = make();
      const check = planCheck(TELLING, { revision, plans });
      const { body } = commitComment(TELLING, commitOf({ revision, plans }));
      expectGolden(`${name}.md`, shortened(`${checkText(check)}\n---\n\n${body}\n`));
      expectGolden(`${name}.txt`, shortened(planText(TELLING, revision, plans)));
    });
  }
});

describe('commits', () => {
  const expectCommit = (name: string, commit: CommitPlans): void =>
    expectGolden(
      `${name}.md`,
      `${checkText(commitCheck(TELLING, commit))}\n---\n\n${commitComment(TELLING, commit).body}\n`,
    );
  const withheld = (why: Withheld['why'], found: readonly Diagnostic[] = []): CommitPlans => {
    const { revision } = nothingToDo();
    const only = { verdict: 'not-compared', withheld: { why, author: 'mallory <b>' }, facts: '', units: [] } as const;
    return commitOf({ revision: { ...revision, ...only, diagnostics: found }, plans: new Map() });
  };

  it('of a stranger', () => expectCommit('commit-of-a-stranger', withheld('no-right')));

  it('of a fork, with an error', () => {
    expectCommit('commit-of-a-fork-with-error', withheld('fork', [WRONG]));
  });

  it('with a new fleet, and with another project', () => {
    expectCommit('commit-new-fleet', withheld('new-fleet'));
    expectCommit('commit-other-project', withheld('other-project'));
    expectCommit('commit-head-lost', withheld('head-lost'));
  });

  it('of two fleets, the plan of one of them damaged', () => {
    expectCommit('commit-unreadable', { ...commitOf(firstDeploy()), unreadable: ['staging'] });
  });

  it('superseded', () => {
    expectGolden(
      'commit-superseded.md',
      checkText(commitCheck(TELLING, { ...commitOf(firstDeploy()), supersededBy: 'f'.repeat(40) })),
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
      checkText(commitCheck(TELLING, { ...commitOf(hostDropped()), coming: ['staging'] })),
    );
  });

  it('whose plan is not the one that was approved', () => {
    const [approved, now] = [hostDroppedAndVipReleased(), hostDropped(AT_HEAD, true)];
    const overtaken = { plan: approved.plan?.digest ?? '', by: 'carol' };
    const revision = { ...now.revision, units: now.revision.units.map((unit) => ({ ...unit, overtaken })) };
    const plans = new Map([...approved.plans, ...now.plans]);
    const check = checkText(commitCheck(TELLING, commitOf({ revision, plans })));
    expectGolden(
      'commit-not-as-approved.md',
      `${check}\n---\n\n${checkText(applyCheck(TELLING, revision, [], plans))}`,
    );
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

/** The step that makes the copy of a MultiClusterService. */
function stepFor({ changes, steps }: Plan, cluster: string, name: string): string {
  const copy = changes.find(
    ({ ref }) =>
      isClusterRef(ref) && ref.kind === 'multiClusterService' && ref.cluster === cluster && ref.name === name,
  );
  return steps.find(({ action }) => action.type === 'apply' && action.key === copy?.key)?.id ?? '';
}

function applyText({ revision }: { readonly revision: Revision }, runs: readonly RunView[]): string {
  return checkText(applyCheck(TELLING, revision, runs));
}

function runOf({ plan }: Planned, done: number, more: (plan: Plan) => readonly JournalEntry[]): readonly RunView[] {
  if (plan === undefined) return [];
  return [
    runView(TELLING.parts, { unit: UNIT, runId: '000004-0123456789abcdef' }, plan, [
      ...journal(plan, done),
      ...more(plan),
    ]),
  ];
}

describe('runs', () => {
  it('queued', () => {
    expectGolden('run-queued.md', applyText(firstDeploy(AT_HEAD), []));
  });

  it('running', () => {
    const deploy = firstDeploy(AT_HEAD);
    expectGolden(
      'run-running.md',
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
        return { type: 'waiting', at: START, step: step.id, until, reason: WAITS };
      });
    expectGolden('run-waiting.md', applyText(deploy, runOf(deploy, 7, waits)));
  });

  it('succeeded', () => {
    const deploy = firstDeploy(AT_HEAD);
    const end = (): readonly JournalEntry[] => [{ type: 'finished', at: START, result: 'succeeded', message: 'done' }];
    expectGolden('run-succeeded.md', applyText(deploy, runOf(deploy, Number.POSITIVE_INFINITY, end)));
  });

  /** How a run can end badly: what failed, and the next step. */
  const endings: Readonly<Record<string, { result: AppliedState['result']; failure: Failure }>> = {
    blocked: {
      result: 'blocked',
      failure: {
        code: 'quota',
        system: 'compute',
        message: "Quota 'BACKEND_SERVICES' exceeded. Limit: 9.0 globally.",
      },
    },
    conflict: {
      result: 'conflict',
      failure: { code: 'precondition', system: 'compute', message: 'Invalid fingerprint.' },
    },
    bug: {
      result: 'blocked',
      failure: { code: 'unexpected', system: 'compute', message: 'an operation without a status' },
    },
  };
  for (const [name, { result, failure }] of Object.entries(endings)) {
    it(name, () => {
      const deploy = firstDeploy(AT_HEAD);
      const fails = (plan: Plan): readonly JournalEntry[] => [
        { type: 'failed', at: START, step: stepFor(plan, 'us-west1/gke-us', 'foobar'), failure },
        { type: 'finished', at: START, result, message: failure.message },
      ];
      expectGolden(`run-${name}.md`, applyText(deploy, runOf(deploy, 7, fails)));
    });
  }

  it('superseded', () => {
    const deploy = firstDeploy(AT_HEAD);
    const message = 'revision 5 takes over';
    const end = (): readonly JournalEntry[] => [{ type: 'finished', at: START, result: 'superseded', message }];
    expectGolden('run-superseded.md', applyText(deploy, runOf(deploy, 7, end)));
  });

  it('paused', () => {
    const deploy = firstDeploy(AT_HEAD);
    const reason = 'paused by cli alice@example.com until somebody resumes: sale until Monday';
    const runs = runOf(deploy, 7, () => []).map((run) => ({ ...run, stage: { type: 'paused', reason } as const }));
    expectGolden('run-paused.md', applyText(deploy, runs));
  });

  it('rolled back, and on its way back', () => {
    const bad = hostDroppedAndVipReleased(AT_HEAD);
    const reason = 'rl1-bs-blue-foobar has 1 healthy endpoints in us-west1; before this change 4 served there';
    const rolledBack = { commit: COMMIT, to: '000003-00000000000000aa', reason, at: 5 };
    const units = bad.revision.units.map((unit) => ({ ...unit, gates: [], plan: null, rolledBack }));
    const revision: Revision = { ...bad.revision, verdict: 'nothing-to-do', units };
    expectGolden(
      'run-rolled-back.md',
      `${checkText(applyCheck(TELLING, revision, []))}\n---\n\n${checkText(planCheck(TELLING, { revision, plans: new Map() }))}`,
    );
  });

  it('rolled back by a person, which is not the fault of a run (case 35)', () => {
    const { revision: before } = hostDroppedAndVipReleased(AT_HEAD);
    const rolledBack = {
      commit: COMMIT,
      by: 'github reviewer',
      to: '000003-00000000000000aa',
      reason: 'a hunch (#12)',
      at: 5,
    };
    const units = before.units.map((unit) => ({ ...unit, gates: [], plan: null, rolledBack }));
    const revision: Revision = { ...before, verdict: 'nothing-to-do', units };
    const told = `${checkText(applyCheck(TELLING, revision, []))}\n---\n\n${checkText(planCheck(TELLING, { revision, plans: new Map() }))}`;
    expect(told).not.toMatch(/worse|before the change/);
    expectGolden('run-rolled-back-by-a-person.md', told);
  });

  it('waiting for an approval', () => {
    expectGolden('run-gated.md', applyText(hostDroppedAndVipReleased(AT_HEAD), []));
  });
});

describe('drift', () => {
  it('somebody removed a forwarding rule', () => {
    const left = blueResources().filter(({ ref }) => ref.kind !== 'forwardingRule');
    const changes = changesBetween(blueResources(), standing(left), blueResources());
    const issue = driftIssue(KINDS, { unit: UNIT, commit: COMMIT, healing: false, changes }, FLEET);
    expectGolden('drift.md', `${issue.title}\n\n${issue.body ?? ''}\n`);
  });

  it('case 57: a person drained a cluster', () => {
    const drained = blueResources().map((one) =>
      one.ref.kind === 'backendService'
        ? {
            ...one,
            body: {
              ...one.body,
              backends: objectsAt(one.body, 'backends').map((backend) => ({ ...backend, capacityScaler: 0 })),
            },
          }
        : one,
    );
    const changes = changesBetween(blueResources(), standing(drained), blueResources());
    const anna = { by: 'anna@example.com', at: Date.UTC(2026, 0, 31, 1, 12), isPerson: true };
    const authors = Object.fromEntries(changes.map(({ key }) => [key, anna]));
    const drift = {
      unit: UNIT,
      commit: COMMIT,
      healing: true,
      changes,
      authors,
      healsAt: Date.UTC(2026, 0, 31, 5, 12),
    };
    const issue = driftIssue(KINDS, drift, FLEET);
    expectGolden('drift-by-a-person.md', `${issue.title}\n\n${issue.body ?? ''}\n`);
    const robots = Object.fromEntries(changes.map(({ key }) => [key, { ...anna, by: 'robot', isPerson: false }]));
    expect(driftIssue(KINDS, { ...drift, authors: robots }, FLEET).body).not.toContain('keepHandMadeHours');
    const unknown = Object.fromEntries(changes.map(({ key }) => [key, null]));
    expect(driftIssue(KINDS, { ...drift, authors: unknown }, FLEET).body).toContain('| unknown |');
  });

  it('of what is not ours any more', () => {
    const foreign = [
      'MultiClusterService clusters/us-west1/gke-us/namespaces/blue/multiclusterservices/foobar exists and does not carry the mark of this fleet',
      'URL map projects/acme-net/global/urlMaps/rl1-um-blue-foobar-0123456789 exists and carries the mark of fleet stage of installation acme',
    ];
    const issue = driftIssue(KINDS, { unit: UNIT, commit: COMMIT, healing: true, changes: [], foreign }, FLEET);
    expectGolden('drift-not-ours.md', `${issue.title}\n\n${issue.body ?? ''}\n`);
    expect(driftIssue(KINDS, { unit: UNIT, commit: COMMIT, healing: true, changes: [] }, FLEET).body).toBeUndefined();
  });
});

describe('documents that are lost or damaged', () => {
  const NONE: TroublesView = { damaged: [], unrecorded: [], head: 'known', policy: true };
  const damaged = (key: string, bucket = 'state') => ({ bucket, key, why: 'does not hold a JSON object' });
  const expectIssue = (name: string, troubles: Partial<TroublesView>): void => {
    const issue = stateIssue({ ...NONE, ...troubles }, FLEET);
    expectGolden(`${name}.md`, `${issue.title}\n\n${issue.body ?? ''}\n`);
  };

  it('what mends itself', () => {
    const why = 'is of version 1 (rangelight/drift/v1): only rangelight/drift/v2 is read here';
    expectIssue('state-mends-itself', { damaged: [{ ...damaged('drift/prod/blue.json'), why }] });
  });

  it('of a newer Rangelight', () => {
    const why =
      'was written by a newer Rangelight (it is rangelight/applied/v3, and rangelight/applied/v2 is read here): update what reads it, the command line or the functions, to that version';
    const newer = ['applied/prod/blue.json', 'heads/prod.json', 'rollbacks/prod/blue.json'].map((key) => damaged(key));
    expectIssue('state-newer', { damaged: newer.map((one) => ({ ...one, why, isNewer: true })), head: 'damaged' });
  });

  it('of every kind', () => {
    const units = ['applied', 'open', 'leases', 'rollbacks', 'drift'].map((kind) => `${kind}/prod/blue.json`);
    const whole = ['heads', 'finished', 'owners', 'latest-facts'].map((kind) => `${kind}/prod.json`);
    const named = ['facts', 'plans', 'desired'].map((kind) => `${kind}/prod/${'a'.repeat(64)}.json`);
    const released = [
      `approvals/prod/${'b'.repeat(64)}`,
      'freezes/prod',
      'pauses/prod/blue',
      'pauses/prod/_all',
      'pins/prod/blue',
      'policies/prod',
    ];
    const others = ['named-secrets/prod/head.json', `revisions/prod/${COMMIT}/head.json`, 'dead-letters/17.json'];
    expectIssue('state-damaged', {
      damaged: [
        ...released.map((key) => damaged(`${key}.json`, 'release')),
        ...[...units, ...whole, ...named, ...others].map((key) => damaged(key)),
      ],
      unrecorded: ['blue', 'green|`<b>'],
      head: 'damaged',
      policy: false,
    });
  });

  it('all at once', () => {
    expectIssue('state-emptied', { unrecorded: ['blue', 'istio-apps'], policy: false });
    expectIssue('state-head-lost', { head: 'lost' });
  });

  it('nothing', () => expect(stateIssue(NONE, FLEET).body).toBeUndefined());

  it('what is not known in words is told all the same', () => {
    const { body } = stateIssue({ ...NONE, damaged: [damaged("new-kind/prod/it's.json")] }, FLEET);
    expect(body).toContain("gcloud storage rm 'gs://BUCKET/new-kind/prod/it'\\''s.json'");
  });
});

describe('a branch that is not followed', () => {
  const fleets = [
    { name: 'prod', commit: 'b'.repeat(40) },
    { name: 'staging', commit: 'b'.repeat(40) },
  ];
  const seen = { branch: 'main', fleets, since: START };

  it('has a head that nothing leads to: issue and check', () => {
    const view = { ...seen, why: 'stray-head', commit: COMMIT } as const;
    const { title, body } = branchIssue(view);
    const check = strayHeadCheck(view);
    expectGolden('branch-stray-head.md', `${title}\n\n${body ?? ''}\n\n---\n\n${check && checkText(check)}`);
  });

  it.each(['no-branch', 'no-repository'] as const)('%s', (why) => {
    const { title, body } = branchIssue({ ...seen, why });
    expectGolden(`branch-${why}.md`, `${title}\n\n${body ?? ''}\n`);
    expect(strayHeadCheck({ ...seen, why })).toBeUndefined();
  });

  it('is told without fleets, and with whatever a branch may be called', () => {
    const { body } = branchIssue({ ...seen, why: 'no-branch', branch: 'a|b`<!--', fleets: [] });
    expect(body).not.toContain('<!--');
    expect(body).not.toContain('| Fleet');
    expect(branchIssue(undefined).body).toBeUndefined();
  });
});
