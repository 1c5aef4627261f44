// Every route below /repos/OWNER/REPO, and what an installation token needs for it.
import type { Codeload } from '../codeload.ts';
import { granting, type Route } from '../router.ts';
import type { Webhooks } from '../webhooks.ts';
import type { World } from '../world.ts';
import { activityRoutes } from './activity.ts';
import { branchRoutes } from './branches.ts';
import { checkRunRoutes } from './check-runs.ts';
import { checkSuiteRoutes } from './check-suites.ts';
import { codeownersRoutes } from './codeowners.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';
import { environmentRoutes } from './environments.ts';
import { forkRoutes } from './forks.ts';
import { deliveryRoutes } from './hook-deliveries.ts';
import { issueRoutes } from './issues.ts';
import { mergeRoutes } from './merge.ts';
import { pullRoutes } from './pulls.ts';
import { refRoutes } from './refs.ts';
import { repositoryRoutes } from './repository.ts';
import { statusRoutes } from './statuses.ts';
import { treeRoutes } from './trees.ts';

/** The first match wins: `commits/*ref` takes any depth and so comes after its longer neighbours. */
export function routesOf(world: World, codeload: Codeload, webhooks: Webhooks): readonly Route[] {
  const hooks = world.hasApp
    ? []
    : deliveryRoutes(world.links, webhooks, { pattern: 'hooks/1/deliveries', needs: 'admin', repository: world.id });
  return [
    ...granting(repositoryRoutes(world), 'metadata'),
    ...granting(checkRunRoutes(world), 'checks'),
    ...granting(checkSuiteRoutes(world), 'checks'),
    ...granting(statusRoutes(world), 'statuses'),
    ...gitRoutes(world, codeload),
    ...granting(activityRoutes(world), 'contents'),
    ...granting(codeownersRoutes(world), 'contents'),
    ...granting(pullRoutes(world), 'pull_requests'),
    ...granting(mergeRoutes(world), 'contents'),
    ...granting(commentRoutes(world), 'issues', 'pull_requests'),
    ...granting(issueRoutes(world), 'issues', 'pull_requests'),
    ...granting(deploymentRoutes(world), 'deployments'),
    ...granting(environmentRoutes(world), 'actions'),
    ...granting(forkRoutes(world), 'metadata'),
    ...granting(hooks, 'repository_hooks'),
  ];
}

/** What is read out of Git alone, and so can be stale. */
export function gitRoutes(world: World, codeload: Codeload): readonly Route[] {
  const routes = [
    ...branchRoutes(world),
    ...refRoutes(world),
    ...commitRoutes(world),
    ...contentRoutes(world),
    ...treeRoutes(world),
    ...codeload.routes(world.git),
  ];
  return granting(routes, 'contents');
}
