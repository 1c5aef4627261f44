// 10. Drift: another program detaches a NEG behind our back; the scheduled sweep sees it, says so, and repairs it. What
//     a person changes by
// hand would stand for hours.
import { PROJECT, TOKENS } from '../../layout.ts';
import { StoryFailed, until } from '../expect.ts';
import type { Chapter, Context } from './context.ts';
import { driftIssue } from './github-view.ts';

const PATIENCE_MS = 60_000;

interface BackendService {
  readonly name: string;
  readonly fingerprint: string;
  readonly backends: readonly { readonly group: string }[];
}

export const drift: Chapter = {
  title: 'Drift: another program detaches a NEG behind our back',
  async tell(context) {
    const { say } = context;
    const before = await backendServices(context);
    const victim = before.find((service) => service.backends.length > 1);
    if (victim === undefined) throw new StoryFailed('no backend service with two backends');
    const [gone, ...kept] = victim.backends;
    await patch(context, victim.name, { fingerprint: victim.fingerprint, backends: kept });
    say(`detached ${gone?.group.split('/').slice(-3).join('/')} from ${victim.name}`);
    const issue = await driftIssue(context, 'open').catch(() => driftIssue(context, 'closed'));
    say(`issue: ${issue}`);
    await until('the NEG is attached again', PATIENCE_MS, async () => {
      const now = (await backendServices(context)).find((service) => service.name === victim.name);
      return now?.backends.some((backend) => backend.group === gone?.group) ? true : undefined;
    });
    say('healed: the NEG is attached again');
    await driftIssue(context, 'closed');
    say('the issue is closed');
    return { backendService: victim.name, detached: gone?.group, issue, healed: true };
  },
};

async function backendServices(context: Context): Promise<readonly BackendService[]> {
  const answer = await fetch(`${base(context)}/backendServices`);
  return ((await answer.json()) as { readonly items?: readonly BackendService[] }).items ?? [];
}

async function patch(context: Context, name: string, body: unknown): Promise<void> {
  const answer = await fetch(`${base(context)}/backendServices/${name}`, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.google}` },
  });
  if (!answer.ok) throw new StoryFailed(`the NEG could not be detached: ${await answer.text()}`);
  const { name: operation } = (await answer.json()) as { readonly name: string };
  await fetch(`${base(context)}/operations/${operation}/wait`, { method: 'POST' });
}

function base(context: Context): string {
  return `${context.local.cloud.urls.compute}/compute/v1/projects/${PROJECT}/global`;
}
