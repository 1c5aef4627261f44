// 8. A dangerous pull request: it drops a host and would release a VIP. The check is red, on those lines.
import { PROJECT, TOKENS } from '../../layout.ts';
import { expect } from '../expect.ts';
import type { Chapter, Context } from './context.ts';
import { annotationsOf, completedCheck, openPullRequest, planComment } from './github-view.ts';
import { planCounts } from './plan-counts.ts';
import { writesSince, writesSoFar } from './writes.ts';

const FILE = 'manifests/blue/foobar.yaml';
const OTHER_ADDRESS = 'another-address';

export const dangerous: Chapter = {
  title: 'A dangerous pull request: a host goes, and the VIP with it',
  async tell(context) {
    const { copy, say } = context;
    await copy.git('checkout', '--quiet', '-b', 'drop-bar');
    await copy.edit(FILE, (text) =>
      text
        .replace(/ {8}- host: bar\.example\.com[\s\S]*$/, '')
        .replace(
          '  namespace: blue\n',
          `  namespace: blue\n  annotations:\n    networking.gke.io/static-ip: ${OTHER_ADDRESS}\n`,
        ),
    );
    await reserve(context);
    const commit = await copy.publish('drop-bar', 'Drop bar, move to another address');
    const before = writesSoFar(context);
    const opened = Date.now();
    const number = await openPullRequest(context, 'drop-bar', 'Drop bar, move to another address');
    const check = await completedCheck(context, commit, 'rangelight/plan');
    const pushToCheckMs = Date.now() - opened;
    expect(check.conclusion === 'failure', `rangelight/plan ended with ${check.conclusion}: ${check.title}`);
    const annotations = await annotationsOf(context, check);
    expect(
      annotations.some((one) => one.path === FILE && one.message.includes('bar.example.com')),
      'no line says that bar.example.com goes',
    );
    expect(
      annotations.some((one) => one.path === FILE && one.message.includes('VIP')),
      'no line says that the VIP is released',
    );
    await planComment(context, number);
    const writes = writesSince(context, before);
    expect(writes.compute === 0 && writes.kubernetes === 0, 'a pull request wrote something');
    say(`check run rangelight/plan: ${check.conclusion}: ${check.title}`);
    for (const one of annotations) say(`${one.path}:${one.line}  ${one.message}`);
    await copy.git('checkout', '--quiet', 'main');
    return {
      commit,
      pullRequest: number,
      pushToCheckMs,
      title: check.title,
      plan: await planCounts(context, commit, number),
      annotations,
      writes,
    };
  },
};

/** By hand, as whoever wants another address does first. */
async function reserve({ local }: Context): Promise<void> {
  const global = `${local.cloud.urls.compute}/compute/v1/projects/${PROJECT}/global`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.person}` };
  const body = JSON.stringify({ name: OTHER_ADDRESS });
  const answer = await fetch(`${global}/addresses`, { method: 'POST', headers, body });
  expect(answer.ok, `the address could not be reserved: ${answer.status}`);
  const { name } = (await answer.json()) as { readonly name: string };
  await fetch(`${global}/operations/${name}/wait`, { method: 'POST', headers });
}
