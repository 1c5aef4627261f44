// 7. Again: the same delivery, and an empty commit, write nothing.
import { expect } from '../expect.ts';
import type { Chapter } from './context.ts';
import { completedCheck } from './github-view.ts';
import { planCounts } from './plan-counts.ts';
import { writesSince, writesSoFar } from './writes.ts';

export const again: Chapter = {
  title: 'Again: the same delivery, and an empty commit, write nothing',
  async tell(context) {
    const { copy, local, say } = context;
    const before = writesSoFar(context);
    const delivery = local.cloud.github
      .deliveries()
      .findLast((one) => one.event === 'push' && JSON.stringify(one.payload).includes('refs/heads/main'));
    expect(delivery !== undefined, 'GitHub has no delivery of a push to main');
    await local.cloud.github.redeliver(delivery.id);
    await copy.git('checkout', '--quiet', 'main');
    await copy.git('pull', '--quiet', 'origin', 'main');
    const commit = await copy.publish('main', 'Nothing at all');
    const check = await completedCheck(context, commit, 'rangelight/apply (prod)');
    expect(check.conclusion === 'success', `an empty commit ended with ${check.conclusion}: ${check.title}`);
    const writes = writesSince(context, before);
    expect(
      writes.compute === 0 && writes.kubernetes === 0,
      `${writes.compute} Compute mutations and ${writes.kubernetes} Kubernetes writes`,
    );
    say(`delivery ${delivery.id} again, and commit ${commit.slice(0, 7)}: 0 Compute mutations, 0 Kubernetes writes`);
    return { redelivered: delivery.id, commit, plan: await planCounts(context, commit), writes, check: check.title };
  },
};
