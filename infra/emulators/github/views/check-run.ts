// Check runs as the REST API and webhooks show them.
import type { CheckRun } from '../state.ts';
import type { World } from '../world.ts';
import { appView } from './account.ts';
import type { WithUrl } from './issue.ts';

/** The open pull requests of a commit; those from forks are not named. */
export function pullsOf({ links, state }: World, headSha: string): readonly Record<string, unknown>[] {
  return state.issues.flatMap(({ number, pull, state: is }) =>
    pull !== undefined && pull.fork === undefined && is === 'open' && pull.headSha === headSha
      ? [
          {
            number,
            url: links.api(`pulls/${number}`),
            head: sideOf(pull.head, pull.headSha),
            base: sideOf(pull.base, pull.baseSha),
          },
        ]
      : [],
  );
}

export function checkRunView(world: World, run: CheckRun): WithUrl {
  const { links } = world;
  const url = links.api(`check-runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    // GitHub takes the app's own page when none is given.
    details_url: run.detailsUrl ?? links.origin,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appView(links, run.app),
    pull_requests: pullsOf(world, run.headSha),
    url,
    html_url: links.html(`runs/${run.id}`),
  };
}

function sideOf(ref: string, sha: string): Record<string, unknown> {
  return { ref, sha };
}
