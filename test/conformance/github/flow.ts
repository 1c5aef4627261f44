// Uses every operation that the emulator serves, as a reconciler and its readers do, refusals included.
import type { Octokit } from '@octokit/rest';
import { here, type LocalGitHub, owner, refusal } from '../../contract/github/local-github.ts';

/** @param hub with clients whose exchanges are being recorded. */
export async function useEveryOperation(hub: LocalGitHub): Promise<void> {
  await hub.git('checkout', '--quiet', '-b', 'feature');
  const head_sha = await hub.commit('Feature', { 'apps/blue.yaml': 'a: 1\n', 'README.md': '# Fleet two\n' });
  await hub.git('push', '--quiet', 'origin', 'feature');
  await readRepository(hub, head_sha);
  await moveRefs(hub, head_sha);
  await reportOn(hub, head_sha);
  await deploy(hub);
  await talk(hub);
  await mergePull(hub);
  await meetStrangers(hub, head_sha);
}

async function readRepository({ bot }: LocalGitHub, sha: string): Promise<void> {
  await bot.repos.get(here);
  await refusal(bot.repos.get({ owner, repo: 'none' }));
  await bot.repos.listBranches(here);
  await bot.repos.getBranch({ ...here, branch: 'feature' });
  await refusal(bot.repos.getBranch({ ...here, branch: 'none' }));
  await bot.repos.getCommit({ ...here, ref: sha });
  await bot.repos.compareCommitsWithBasehead({ ...here, basehead: 'main...feature' });
  for (const path of ['README.md', 'apps', '']) await bot.repos.getContent({ ...here, path, ref: 'feature' });
  await refusal(bot.repos.getContent({ ...here, path: 'none' }));
  await bot.git.getTree({ ...here, tree_sha: sha, recursive: 'true' });
  await bot.repos.getCollaboratorPermissionLevel({ ...here, username: 'ada' });
  await bot.repos.downloadTarballArchive({ ...here, ref: sha, request: { redirect: 'manual' } });
}

async function moveRefs({ bot, person }: LocalGitHub, sha: string): Promise<void> {
  await bot.git.createRef({ ...here, ref: 'refs/heads/made', sha });
  await refusal(bot.git.createRef({ ...here, ref: 'refs/heads/made', sha }));
  await bot.git.getRef({ ...here, ref: 'heads/made' });
  await bot.git.listMatchingRefs({ ...here, ref: 'heads/' });
  await bot.git.updateRef({ ...here, ref: 'heads/made', sha, force: true });
  await person.repos.renameBranch({ ...here, branch: 'made', new_name: 'renamed' });
  await refusal(person.repos.renameBranch({ ...here, branch: 'renamed', new_name: 'main' }));
  await refusal(bot.repos.renameBranch({ ...here, branch: 'none', new_name: 'other' }));
  await bot.repos.getBranch({ ...here, branch: 'made', request: { redirect: 'manual' } });
  await bot.git.deleteRef({ ...here, ref: 'heads/renamed' });
  await bot.repos.listActivities({ ...here, ref: 'made', per_page: 1 });
}

async function reportOn({ bot, person }: LocalGitHub, head_sha: string): Promise<void> {
  const started = { ...here, name: 'plan', head_sha, status: 'in_progress' as const, external_id: 'run-1' };
  const { data: run } = await bot.checks.create(started);
  await refusal(bot.checks.create({ ...here, name: 'plan', head_sha: '1'.repeat(40) }));
  const where = { path: 'README.md', start_line: 1, end_line: 1 };
  const annotations = [{ ...where, annotation_level: 'warning' as const, message: 'Look', title: 'A title' }];
  const output = { title: 'Plan', summary: 'One change', text: 'All of it', annotations };
  const check_run_id = run.id;
  await bot.checks.update({ ...here, check_run_id, conclusion: 'success', output });
  await bot.checks.get({ ...here, check_run_id });
  await bot.checks.listAnnotations({ ...here, check_run_id });
  await bot.checks.listForRef({ ...here, ref: head_sha });
  const status = { ...here, sha: head_sha, state: 'success' as const };
  await person.repos.createCommitStatus({
    ...status,
    context: 'ci',
    target_url: 'http://ci.example',
    description: 'x',
  });
  await bot.repos.getCombinedStatusForRef({ ...here, ref: head_sha });
  await bot.repos.listCommitStatusesForRef({ ...here, ref: head_sha });
}

async function deploy({ bot }: LocalGitHub): Promise<void> {
  const options = { environment: 'production', auto_merge: false, required_contexts: [], payload: { run: 'r1' } };
  const { data } = await bot.repos.createDeployment({ ...here, ref: 'main', description: 'Run r1', ...options });
  const deployment_id = 'id' in data ? data.id : 0;
  await bot.repos.getDeployment({ ...here, deployment_id });
  await bot.repos.createDeploymentStatus({ ...here, deployment_id, state: 'in_progress', log_url: 'http://log/1' });
  await bot.repos.listDeploymentStatuses({ ...here, deployment_id });
  await bot.repos.listDeployments(here);
}

async function talk({ bot, reader }: LocalGitHub): Promise<void> {
  const { data: issue } = await bot.issues.create({ ...here, title: 'Drift', body: 'Text', labels: ['drift'] });
  const issue_number = issue.number;
  await bot.issues.get({ ...here, issue_number });
  await refusal(bot.issues.get({ ...here, issue_number: 999 }));
  const { data: comment } = await reader.issues.createComment({ ...here, issue_number, body: '/rangelight apply' });
  const comment_id = comment.id;
  await bot.reactions.createForIssueComment({ ...here, comment_id, content: 'eyes' });
  await bot.reactions.listForIssueComment({ ...here, comment_id });
  await bot.issues.getComment({ ...here, comment_id });
  await bot.issues.listComments({ ...here, issue_number });
  await reader.issues.updateComment({ ...here, comment_id, body: 'edited' });
  await bot.issues.deleteComment({ ...here, comment_id });
  await bot.issues.update({ ...here, issue_number, state: 'closed', state_reason: 'completed' });
  await bot.issues.listForRepo({ ...here, state: 'all' });
}

async function meetStrangers(hub: LocalGitHub, head_sha: string): Promise<void> {
  const { bot, person, reader, emulator, acts } = hub;
  await person.users.getAuthenticated();
  const owners = { '.github/CODEOWNERS': '/apps/ @nobody\n' };
  await refusal(bot.repos.codeownersErrors(here));
  await acts.push('ada', { branch: 'main', files: owners });
  await bot.repos.codeownersErrors(here);
  await bot.repos.checkCollaborator({ ...here, username: 'ada' });
  await bot.teams.getMembershipForUserInOrg({ org: owner, team_slug: 'fleet', username: 'mia' });
  await refusal(bot.teams.getMembershipForUserInOrg({ org: owner, team_slug: 'fleet', username: 'ada' }));
  await refusal(bot.repos.checkCollaborator({ ...here, username: 'mallory' }));
  await acts.openFromFork('mallory', { branch: 'evil', files: { evil: '1' }, title: 'Evil' });
  await person.repos.createFork(here);
  await bot.repos.listForks(here);
  await bot.pulls.list(here);
  await person.repos.createOrUpdateEnvironment({ ...here, environment_name: 'stage' });
  await bot.repos.getAllEnvironments(here);
  await bot.repos.getEnvironment({ ...here, environment_name: 'production' });
  const actions = [{ label: 'Plan again', description: 'Plans it again', identifier: 'replan' }];
  const { data: run } = await bot.checks.create({ ...here, name: 'plan', head_sha, conclusion: 'neutral', actions });
  const check_suite_id = run.check_suite?.id ?? 0;
  await bot.checks.getSuite({ ...here, check_suite_id });
  await bot.checks.listForSuite({ ...here, check_suite_id });
  await bot.checks.listSuitesForRef({ ...here, ref: head_sha });
  await person.checks.rerequestRun({ ...here, check_run_id: run.id });
  await person.checks.rerequestSuite({ ...here, check_suite_id });
  await emulator.idle();
  const { data } = await person.repos.listWebhookDeliveries({ ...here, hook_id: 1 });
  const delivery_id = data[0]?.id ?? 0;
  await person.repos.getWebhookDelivery({ ...here, hook_id: 1, delivery_id });
  await person.repos.redeliverWebhookDelivery({ ...here, hook_id: 1, delivery_id });
  await refusal(reader.repos.listWebhookDeliveries({ ...here, hook_id: 1 }));
}

/** @param asApp authenticates as the app itself. */
export async function useApp(hub: LocalGitHub, asApp: Octokit, installation_id: number): Promise<void> {
  await asApp.apps.getAuthenticated();
  await refusal(hub.bot.apps.getAuthenticated());
  await asApp.apps.listInstallations();
  await asApp.apps.getInstallation({ installation_id });
  await asApp.apps.getRepoInstallation(here);
  const permissions = { contents: 'read' } as const;
  await asApp.apps.createInstallationAccessToken({ installation_id, repositories: [here.repo], permissions });
  const tooMuch = { administration: 'write' } as const;
  await refusal(asApp.apps.createInstallationAccessToken({ installation_id, permissions: tooMuch }));
  await hub.emulator.idle();
  const { data } = await asApp.apps.listWebhookDeliveries({ per_page: 1 });
  const delivery_id = data[0]?.id ?? 0;
  await asApp.apps.getWebhookDelivery({ delivery_id });
  await asApp.apps.redeliverWebhookDelivery({ delivery_id });
}

async function mergePull({ bot, person }: LocalGitHub): Promise<void> {
  const opened = { ...here, title: 'Feature', head: 'feature', base: 'main', body: 'Text', draft: true };
  const { data } = await person.pulls.create(opened);
  await refusal(person.pulls.create(opened));
  const pull_number = data.number;
  await bot.pulls.list({ ...here, state: 'open' });
  await bot.pulls.get({ ...here, pull_number });
  await bot.pulls.listFiles({ ...here, pull_number });
  await bot.pulls.listCommits({ ...here, pull_number });
  await bot.issues.get({ ...here, issue_number: pull_number });
  await person.pulls.update({ ...here, pull_number, title: 'Better' });
  const { data: ready } = await person.pulls
    .create({ ...opened, head: 'main', base: 'feature', draft: false })
    .catch(() => ({ data: undefined }));
  await refusal(person.pulls.merge({ ...here, pull_number: ready?.number ?? pull_number, merge_method: 'squash' }));
}
