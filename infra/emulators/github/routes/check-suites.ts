// Check suites, and asking again for one of them or for one run.
import { type Answer, ok } from '../answer.ts';
import { announceSuite, latestRuns } from '../check-suites.ts';
import { notFound } from '../errors.ts';
import { page } from '../pagination.ts';
import type { Call, Route } from '../router.ts';
import type { CheckSuite } from '../state.ts';
import { checkRunView } from '../views/check-run.ts';
import { checkSuiteView } from '../views/check-suite.ts';
import type { World } from '../world.ts';
import { announceRun, runOf } from './check-runs.ts';
import { commitOf } from './commits.ts';

export function checkSuiteRoutes(world: World): readonly Route[] {
  const single = 'check-suites/:id';
  const shown = (suite: CheckSuite): Promise<Record<string, unknown>> =>
    checkSuiteView(world, suite, latestRuns(world, suite));
  return [
    { method: 'GET', pattern: single, needs: 'read', handle: async (call) => ok(await shown(suiteIn(world, call))) },
    { method: 'GET', pattern: `${single}/check-runs`, needs: 'read', handle: (call) => listRuns(world, call) },
    {
      method: 'GET',
      pattern: 'commits/*ref/check-suites',
      needs: 'read',
      async handle(call) {
        const sha = await commitOf(world, call);
        const app = call.query('app_id');
        const suites = world.state.checkSuites.filter(
          (one) => one.headSha === sha && (app === undefined || String(one.app.appId ?? one.app.id) === app),
        );
        return page(world.links, call, suites, async (some) => ({
          total_count: suites.length,
          check_suites: await Promise.all(some.map(shown)),
        }));
      },
    },
    {
      method: 'POST',
      pattern: `${single}/rerequest`,
      needs: 'write',
      async handle(call) {
        const suite = suiteIn(world, call);
        suite.rerequested = true;
        await announceSuite(world, 'rerequested', suite, call.actor);
        return { status: 201, json: {} };
      },
    },
    {
      method: 'POST',
      pattern: 'check-runs/:id/rerequest',
      needs: 'write',
      handle(call) {
        const run = runOf(world, call);
        // The run stays as it is; its suite is queued until a new run starts.
        const suite = world.state.checkSuites.find((one) => one.id === run.suite);
        if (suite !== undefined) suite.rerequested = true;
        announceRun(world, call.actor, 'rerequested', run);
        return { status: 201, json: {} };
      },
    },
  ];
}

function suiteIn(world: World, call: Call): CheckSuite {
  const suite = world.state.checkSuites.find((one) => one.id === call.number('id'));
  if (suite === undefined) throw notFound();
  return suite;
}

function listRuns(world: World, call: Call): Promise<Answer> {
  const suite = suiteIn(world, call);
  const all = world.state.checkRuns.filter((run) => run.suite === suite.id);
  const runs = [...(call.query('filter') === 'all' ? all : latestRuns(world, suite))].reverse();
  return page(world.links, call, runs, (some) => ({
    total_count: runs.length,
    check_runs: some.map((run) => checkRunView(world, run)),
  }));
}
