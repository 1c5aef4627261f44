// Check runs of GitHub Apps: create, read, update, list for a ref, annotations.
import type { Account } from '../accounts.ts';
import { type Answer, created, ok } from '../answer.ts';
import { announceSuite, latestRuns, suiteOf } from '../check-suites.ts';
import { forbidden, notFound, Problem } from '../errors.ts';
import { page } from '../pagination.ts';
import { resolveRevision } from '../repository/revisions.ts';
import type { Call, Route } from '../router.ts';
import type { CheckRun } from '../state.ts';
import { checkRunView } from '../views/check-run.ts';
import type { World } from '../world.ts';
import { type CheckRunInput, readCheckRun } from './check-run-input.ts';
import { commitOf } from './commits.ts';

export function checkRunRoutes(world: World): readonly Route[] {
  const single = 'check-runs/:id';
  return [
    { method: 'POST', pattern: 'check-runs', needs: 'app', handle: (call) => create(world, call) },
    { method: 'PATCH', pattern: single, needs: 'app', handle: (call) => update(world, call) },
    { method: 'GET', pattern: single, needs: 'read', handle: (call) => ok(checkRunView(world, runOf(world, call))) },
    {
      method: 'GET',
      pattern: `${single}/annotations`,
      needs: 'read',
      handle(call) {
        const run = runOf(world, call);
        const blob = (path: string): string => world.links.html(`blob/${run.headSha}/${path}`);
        return page(world.links, call, run.annotations, (shown) =>
          shown.map((annotation) => ({ ...annotation, blob_href: blob(annotation.path) })),
        );
      },
    },
    { method: 'GET', pattern: 'commits/*ref/check-runs', needs: 'read', handle: (call) => list(world, call) },
  ];
}

export function runOf(world: World, call: Call): CheckRun {
  const run = world.state.checkRuns.find((one) => one.id === call.number('id'));
  if (run === undefined) throw notFound();
  return run;
}

async function create(world: World, call: Call): Promise<Answer> {
  const { state } = world;
  const fields = await call.fields();
  const sha = fields.text('head_sha');
  const name = fields.text('name');
  const input = readCheckRun(fields);
  if ((await resolveRevision(world.git, sha)) !== sha) throw new Problem(422, `No commit found for SHA: ${sha}`);
  const suite = suiteOf(world, call.actor, sha);
  suite.rerequested = false;
  const run: CheckRun = {
    id: state.nextId(),
    suite: suite.id,
    app: call.actor,
    headSha: sha,
    name,
    status: 'queued',
    conclusion: null,
    detailsUrl: fields.optionalText('details_url') ?? null,
    externalId: fields.optionalText('external_id') ?? '',
    startedAt: fields.optionalText('started_at') ?? world.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  applyInput(world, run, input, fields.optionalText('completed_at'));
  state.checkRuns.push(run);
  announceRun(world, call.actor, 'created', run);
  if (run.status === 'completed') await complete(world, call.actor, run);
  return created(checkRunView(world, run));
}

async function update(world: World, call: Call): Promise<Answer> {
  const run = runOf(world, call);
  if (run.app.login !== call.actor.login) {
    const reason = 'check run can only be modified by the GitHub App that created it.';
    throw forbidden(`Invalid app_id \`${call.actor.appId ?? call.actor.id}\` - ${reason}`);
  }
  const fields = await call.fields();
  const input = readCheckRun(fields);
  const completedBefore = run.status === 'completed';
  run.name = fields.optionalText('name') ?? run.name;
  run.detailsUrl = fields.optionalText('details_url') ?? run.detailsUrl;
  run.externalId = fields.optionalText('external_id') ?? run.externalId;
  run.startedAt = fields.optionalText('started_at') ?? run.startedAt;
  applyInput(world, run, input, fields.optionalText('completed_at'));
  if (run.status === 'completed' && !completedBefore) await complete(world, call.actor, run);
  return ok(checkRunView(world, run));
}

/** Annotations are appended; the rest of the output is replaced. */
function applyInput(world: World, run: CheckRun, input: CheckRunInput, completedAt: string | undefined): void {
  if (input.output !== undefined) {
    run.output = { ...input.output, title: input.output.title ?? run.output.title };
  }
  run.annotations.push(...input.annotations);
  run.actions = input.actions ?? run.actions;
  if (input.status === undefined) return;
  const completed = input.status === 'completed';
  run.status = input.status;
  run.conclusion = completed ? (input.conclusion ?? run.conclusion) : null;
  run.completedAt = completed ? (completedAt ?? world.now()) : null;
}

async function complete(world: World, actor: Account, run: CheckRun): Promise<void> {
  announceRun(world, actor, 'completed', run);
  const suite = suiteOf(world, run.app, run.headSha);
  if (latestRuns(world, suite).every(({ status }) => status === 'completed')) {
    await announceSuite(world, 'completed', suite, actor);
  }
  await world.reported(actor);
}

/** `extra` joins the payload. */
export function announceRun(
  world: World,
  actor: Account,
  action: string,
  run: CheckRun,
  extra: Readonly<Record<string, unknown>> = {},
): void {
  world.emit('check_run', { action, check_run: checkRunView(world, run), ...extra }, actor);
}

async function list(world: World, call: Call): Promise<Answer> {
  const sha = await commitOf(world, call);
  const [name, status, app] = [call.query('check_name'), call.query('status'), call.query('app_id')];
  const seen = new Set<string>();
  const runs = world.state.checkRuns
    .filter((run) => run.headSha === sha)
    .reverse()
    .filter((run) => {
      // `latest`, the default, shows the newest run of each name and app.
      const key = `${run.app.login} ${run.name}`;
      const superseded = call.query('filter') !== 'all' && seen.has(key);
      seen.add(key);
      return !superseded;
    })
    .filter(
      (run) =>
        (name === undefined || run.name === name) &&
        (status === undefined || run.status === status) &&
        (app === undefined || String(run.app.appId ?? run.app.id) === app),
    );
  return page(world.links, call, runs, (shown) => ({
    total_count: runs.length,
    check_runs: shown.map((run) => checkRunView(world, run)),
  }));
}
