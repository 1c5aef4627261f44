// The planner: handles untrusted input, so it can read the repositories, clusters without Secrets, and Compute; it
// writes plans.
import { planRevision } from '../../lib/app/planning/index.ts';
import { createRepositories } from '../../lib/adapters/github/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseRevisionHint } from '../../lib/adapters/pubsub/index.ts';
import type { PlannerConfig } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { FEATURES } from '../wiring/features.ts';
import { world } from '../wiring/world.ts';
import { followedBy, gitHubOptions } from '../wiring/github.ts';
import type { HttpFunction } from '../wiring/http-function.ts';
import { privateFunction } from '../wiring/private-function.ts';
import { pushHandler } from '../wiring/push-handler.ts';

export const TIMEOUT_MS = 300_000;

export function composePlanner(config: PlannerConfig, log: Log = createLog()): HttpFunction {
  const repositories = createRepositories(gitHubOptions(config));
  const own = { ...world(config, log), features: FEATURES };
  const followed = followedBy(config, (each) => ({ ...own, ...each, repository: repositories.of(each.name) }));
  const planner = { ...own, at: (repository: string) => followed.get(repository) };
  return privateFunction(config, log, {
    revisions: pushHandler(planner, {
      timeoutMs: TIMEOUT_MS,
      parse: parseRevisionHint,
      work: (hint, signal) => planRevision(planner, hint, signal),
    }),
  });
}
