// 3. A pull request with the fleet file and three applications: the check and the comment say what would happen.
import { fileURLToPath } from 'node:url';
import { expect } from '../expect.ts';
import type { Chapter } from './context.ts';
import { completedCheck, openPullRequest, planComment } from './github-view.ts';
import { planCounts } from './plan-counts.ts';

const SEED = fileURLToPath(new URL('../../seed', import.meta.url));
export const FIRST_PULL_REQUEST = 1;

export const pullRequest: Chapter = {
  title: 'A pull request: the fleet, foo/bar with a default backend, and the sample caller',
  async tell(context) {
    const { copy, say } = context;
    await copy.git('checkout', '--quiet', '-b', 'add-ingress');
    await copy.copyIn(SEED);
    const commit = await copy.publish('add-ingress', 'Serve foo, bar and the sample caller from every region');
    say(`git push: ${commit.slice(0, 7)} on add-ingress`);
    const opened = Date.now();
    const number = await openPullRequest(context, 'add-ingress', 'Serve foo, bar and the sample caller');
    expect(number === FIRST_PULL_REQUEST, `the pull request is number ${number}`);
    const check = await completedCheck(context, commit, 'rangelight/plan');
    const pushToCheckMs = Date.now() - opened;
    expect(
      check.conclusion === 'success',
      `rangelight/plan ended with ${check.conclusion}: ${check.title}\n${check.summary}`,
    );
    const comment = await planComment(context, number);
    expect(
      comment.includes('us-west1/gke-us') && comment.includes('europe-north1/gke-eu'),
      'the comment does not name both config clusters',
    );
    say(`check run rangelight/plan: ${check.conclusion}: ${check.title}`);
    say(`one comment of ${comment.length} characters; it begins:`);
    for (const line of comment
      .split('\n')
      .filter((text) => text.trim() !== '' && !text.startsWith('<!--'))
      .slice(0, 6))
      say(`  | ${line}`);
    return {
      commit,
      pushToCheckMs,
      check: { conclusion: check.conclusion, title: check.title },
      plan: await planCounts(context, commit, number),
      comment,
    };
  },
};
