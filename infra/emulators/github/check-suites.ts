// Check suites: one for each app and commit, made by the first run or by a push.
import type { Account } from './accounts.ts';
import type { CheckRun, CheckSuite } from './state.ts';
import { checkSuiteView } from './views/check-suite.ts';
import type { World } from './world.ts';

/** The suite of an app for a commit; made when there is none. */
export function suiteOf(world: World, app: Account, headSha: string, branch?: string, before?: string): CheckSuite {
  const { checkSuites } = world.state;
  const known = checkSuites.find((one) => one.headSha === headSha && one.app.login === app.login);
  if (known !== undefined) return known;
  const suite: CheckSuite = {
    id: world.state.nextId(),
    app,
    headSha,
    headBranch: branch ?? null,
    before: before ?? null,
    createdAt: world.now(),
    rerequested: false,
  };
  checkSuites.push(suite);
  return suite;
}

/** The newest run of each name. */
export function latestRuns(world: World, suite: CheckSuite): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of world.state.checkRuns) if (run.suite === suite.id) latest.set(run.name, run);
  return [...latest.values()];
}

export async function announceSuite(world: World, action: string, suite: CheckSuite, sender: Account): Promise<void> {
  // The event names the repository once, beside the suite.
  const { repository: _repository, ...check_suite } = await checkSuiteView(world, suite, latestRuns(world, suite));
  world.emit('check_suite', { action, check_suite }, sender);
}
