// The repository as the REST API and webhooks show it.
import type { Fork } from '../forks.ts';
import type { World } from '../world.ts';
import { accountView, ownerView } from './account.ts';

type Shown = Pick<World, 'id' | 'links' | 'owner' | 'repo' | 'defaultBranch'>;

export function repositoryView({ id, links, owner, repo, defaultBranch }: Shown): Record<string, unknown> {
  return {
    id,
    name: repo,
    full_name: `${owner}/${repo}`,
    private: true,
    visibility: 'private',
    fork: false,
    archived: false,
    disabled: false,
    owner: ownerView({ owner, links }),
    default_branch: defaultBranch,
    url: links.api(),
    html_url: links.html(),
    clone_url: links.git(),
  };
}

/** Somebody's fork of the repository. */
export function forkView(world: World, { id, owner }: Fork): Record<string, unknown> {
  const { links, repo } = world;
  const name = `${owner.login}/${repo}`;
  return {
    ...repositoryView(world),
    id,
    full_name: name,
    fork: true,
    owner: accountView(links, owner),
    url: `${links.origin}/repos/${name}`,
    html_url: `${links.origin}/${name}`,
    clone_url: `${links.origin}/${name}.git`,
  };
}
