// 9. The backup config cluster cannot be reached during a rollout: the load balancer is programmed all the same; when
//    the
// cluster is back it is made identical.
import { CLUSTERS } from '../../layout.ts';
import { expect, until } from '../expect.ts';
import { copiesIn } from './cluster-view.ts';
import { type Chapter, type Context, US } from './context.ts';
import { completedCheck, merge, openPullRequest, titleThatSays } from './github-view.ts';
import { vipOf } from './merge.ts';
import { planCounts } from './plan-counts.ts';

const PATIENCE_MS = 60_000;
const HOST = 'new.example.com';

export const backupDown: Chapter = {
  title: 'The backup config cluster cannot be reached during a rollout',
  async tell(context) {
    const { copy, local, say } = context;
    const [primary, backup] = [CLUSTERS[0]?.link ?? '', CLUSTERS[1]?.link ?? ''];
    const cluster = local.cloud.clusters.find((one) => one.layout.link === backup);
    cluster?.api.setDown('gateway');
    say(`${backup} answers 404 to everything, as a gateway that lost its cluster`);
    await copy.git('checkout', '--quiet', '-b', 'new-host');
    await copy.edit('manifests/blue/foobar.yaml', (text) => `${text}${rule(HOST)}`);
    const pushed = await copy.publish('new-host', `Serve ${HOST} from foo`);
    const number = await openPullRequest(context, 'new-host', `Serve ${HOST}`);
    const plan = await completedCheck(context, pushed, 'rangelight/plan');
    expect(
      // What stands in the backup nobody can see: a check that says so is not green, and holds no merge up.
      plan.conclusion === 'neutral',
      `rangelight/plan ended with ${plan.conclusion}: ${plan.title}\n${plan.summary}`,
    );
    const commit = await merge(context, number);
    const counts = await planCounts(context, commit);
    await until(`${HOST} is served`, PATIENCE_MS, async () => ((await appOf(context)) === 'foo' ? true : undefined));
    const title = await titleThatSays(context, commit, 'rangelight/apply (prod)', backup);
    say(`${HOST} is served; rangelight/apply goes on: ${title}`);
    cluster?.api.setDown(undefined);
    await until('the config clusters are identical', PATIENCE_MS, async () =>
      (await copiesIn(context, primary)) === (await copiesIn(context, backup)) ? true : undefined,
    );
    const check = await completedCheck(context, commit, 'rangelight/apply (prod)');
    expect(
      check.conclusion === 'success',
      `rangelight/apply ended with ${check.conclusion}: ${check.title}\n${check.summary}`,
    );
    say(`${backup} is back: the next tick made it identical, and the check is a success`);
    await copy.git('checkout', '--quiet', 'main');
    await copy.git('pull', '--quiet', 'origin', 'main');
    return { commit, plan: counts, check: check.title, identical: true };
  },
};

async function appOf(context: Context): Promise<string | undefined> {
  const answer = await context.ask(US, `http://${vipOf(context, 'foobar')}/who`, { host: HOST });
  return answer.status === 200 ? (JSON.parse(answer.body) as { readonly app: string }).app : undefined;
}

function rule(host: string): string {
  return `        - host: ${host}
          http:
            paths:
              - path: /*
                backend:
                  serviceName: foo
                  servicePort: 8080
`;
}
