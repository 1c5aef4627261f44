// The repository as the REST API and webhooks show it.
// May import: ../world.ts.
import type { World } from '../world.ts';

type Shown = Pick<World, 'links' | 'owner' | 'repo' | 'defaultBranch'>;

export function repositoryView({ links, owner, repo, defaultBranch }: Shown): Record<string, unknown> {
  return {
    id: 1,
    name: repo,
    full_name: `${owner}/${repo}`,
    private: true,
    visibility: 'private',
    fork: false,
    archived: false,
    disabled: false,
    owner: { login: owner, id: 2, type: 'Organization', url: links.user(owner) },
    default_branch: defaultBranch,
    url: links.api(),
    html_url: links.html(),
    clone_url: links.git(),
  };
}
