// 4. The merge: one task per unit, the load balancers, identical copies in both config clusters, VIPs.
import { CLUSTERS } from '../../layout.ts';
import { expect, until } from '../expect.ts';
import { copiesIn, vipsIn } from './cluster-view.ts';
import { type Chapter, type Context, EU, US } from './context.ts';
import { completedCheck, merge } from './github-view.ts';
import { planCounts } from './plan-counts.ts';
import { FIRST_PULL_REQUEST } from './pull-request.ts';
import { writesSoFar } from './writes.ts';

const CALLER = 'istio-apps/sample-caller-ingress';
const FOOBAR = 'blue/foobar-ingress';
const PATIENCE_MS = 90_000;

export const mergeIt: Chapter = {
  title: 'The merge: workers program the load balancers and both config clusters',
  async tell(context) {
    const { say, vips } = context;
    const merged = Date.now();
    const commit = await merge(context, FIRST_PULL_REQUEST);
    const serving = firstAnswer(context, merged);
    const plan = await planCounts(context, commit);
    const check = await completedCheck(context, commit, 'rangelight/apply (prod)');
    const mergeToGreenMs = Date.now() - merged;
    expect(
      check.conclusion === 'success',
      `rangelight/apply ended with ${check.conclusion}: ${check.title}\n${check.summary}`,
    );
    const [primary, backup] = CLUSTERS.map((cluster) => cluster.link);
    for (const [name, vip] of await vipsIn(context, primary ?? '')) vips.set(name, vip);
    expect(vips.has(CALLER) && vips.has(FOOBAR), `status.VIP is missing in ${primary}`);
    for (const vip of vips.values()) expect(check.summary.includes(vip), `the check does not name the VIP ${vip}`);
    const identical = (await copiesIn(context, primary ?? '')) === (await copiesIn(context, backup ?? ''));
    expect(identical, 'the two config clusters differ');
    const mergeToFirst200Ms = await serving;
    say(`check run rangelight/apply (prod): ${check.title}`);
    for (const [name, vip] of vips) say(`${vip}  ${name}`);
    say(
      `both config clusters hold identical objects; first 200 on the VIP ${(mergeToFirst200Ms / 1000).toFixed(1)} s after the merge`,
    );
    return {
      commit,
      plan,
      mergeToGreenMs,
      mergeToFirst200Ms,
      vips: Object.fromEntries(vips),
      identical,
      writes: writesSoFar(context),
    };
  },
};

/** Milliseconds from the merge until both regions answer 200 on the caller's VIP. */
async function firstAnswer(context: Context, merged: number): Promise<number> {
  const vip = await until('a VIP in the primary config cluster', PATIENCE_MS, async () =>
    (await vipsIn(context, CLUSTERS[0]?.link ?? '')).get(CALLER),
  );
  await until(`200 from ${vip} in both regions`, PATIENCE_MS, async () => {
    const answers = await Promise.all(
      [US, EU].map((region) => context.ask(region, `http://${vip}/healthz`).catch(() => undefined)),
    );
    return answers.every((answer) => answer?.status === 200) ? true : undefined;
  });
  return Date.now() - merged;
}

export function vipOf(context: Context, name: 'caller' | 'foobar'): string {
  const vip = context.vips.get(name === 'caller' ? CALLER : FOOBAR);
  expect(vip !== undefined, `no VIP for ${name}`);
  return vip;
}
