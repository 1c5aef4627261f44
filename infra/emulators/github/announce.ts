// Events about an issue: `issues` for plain ones, `pull_request` for those that are pull requests.
import type { Account } from './accounts.ts';
import type { Issue } from './state.ts';
import { issueView } from './views/issue.ts';
import { pullView } from './views/pull.ts';
import type { World } from './world.ts';

/** Sends the event for an action on an issue or pull request; `extra` joins the payload (changes, label, before…). */
export async function announce(
  world: World,
  action: string,
  issue: Issue,
  sender: Account,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (issue.pull === undefined) {
    const { closed_by: _closedBy, ...shown } = issueView(world, issue);
    world.emit('issues', { action, issue: shown, ...extra }, sender);
    return;
  }
  const pull_request = await pullView(world, issue, issue.pull);
  world.emit('pull_request', { action, number: issue.number, pull_request, ...extra }, sender);
}

/** Closes an issue and says so. */
export async function close(
  world: World,
  issue: Issue,
  sender: Account,
  reason: Issue['stateReason'] = 'completed',
): Promise<void> {
  issue.state = 'closed';
  issue.stateReason = issue.pull === undefined ? reason : null;
  issue.closedAt = world.now();
  issue.updatedAt = issue.closedAt;
  issue.closedBy = sender;
  await announce(world, 'closed', issue, sender);
}

/** Opens a closed issue again and says so. */
export async function reopen(world: World, issue: Issue, sender: Account): Promise<void> {
  issue.state = 'open';
  issue.stateReason = issue.pull === undefined ? 'reopened' : null;
  issue.closedAt = null;
  issue.closedBy = null;
  issue.updatedAt = world.now();
  await announce(world, 'reopened', issue, sender);
}
