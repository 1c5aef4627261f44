// Part: exchanges between Octokit and the GitHub emulator, judged by GitHub's published description.
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { app, appJwt, installation } from '../../contract/github/app-fixture.ts';
import { startLocalGitHub } from '../../contract/github/local-github.ts';
import type { CaseResult, Part } from '../report.ts';
import { type Description, readDescription } from './description.ts';
import { useApp, useEveryOperation } from './flow.ts';
import { operations } from './operations.ts';
import { type Exchange, record } from './recording.ts';

const GROUP = 'GitHub REST API';

export const githubPart: Part = {
  name: 'GitHub’s description',
  about:
    'Requests of Octokit and answers of the GitHub emulator, checked against GitHub’s published OpenAPI description. ' +
    'The emulator promises a subset of GitHub’s objects; what it leaves out of required fields is noted.',
  cases: operations.map((name) => ({ group: GROUP, name })),
  findClient: () => Promise.resolve({ version: `@octokit/rest, judged by ${readDescription().source}` }),
  async run() {
    const exchanges = await recordFlow();
    const description = readDescription();
    return operations.map((operation) =>
      judge(
        operation,
        exchanges.filter((one) => one.operation === operation),
        description,
      ),
    );
  },
};

async function recordFlow(): Promise<readonly Exchange[]> {
  await using hub = await startLocalGitHub();
  const exchanges: Exchange[] = [];
  for (const client of [hub.bot, hub.person, hub.reader]) record(client, (exchange) => exchanges.push(exchange));
  await useEveryOperation(hub);
  const clock = virtualClock();
  await using withApp = await startLocalGitHub('optional', { app, clock });
  const asApp = withApp.client(appJwt(clock.now()));
  for (const client of [withApp.bot, asApp]) record(client, (exchange) => exchanges.push(exchange));
  await useApp(withApp, asApp, installation.id);
  return exchanges;
}

function judge(name: string, exchanges: readonly Exchange[], description: Description): CaseResult {
  const result = { group: GROUP, name };
  if (exchanges.length === 0) return { ...result, outcome: 'mismatch', note: 'the flow never uses this operation' };
  const judgements = exchanges.map((exchange) => description.judge(exchange));
  const differences = new Set(judgements.flatMap((one) => one.differences));
  if (differences.size > 0) return { ...result, outcome: 'mismatch', note: [...differences].join('; ') };
  const lacking = exchanges.find(({ status }) => status === 501);
  if (lacking !== undefined) return { ...result, outcome: 'not implemented (501)' };
  const leftOut = new Set(judgements.flatMap((one) => one.leftOut));
  const undescribed = exchanges.filter((_, index) => judgements[index]?.undescribed).map(({ status }) => status);
  const notes = [
    ...(leftOut.size > 0 ? [`leaves out ${summary([...leftOut])}`] : []),
    ...(undescribed.length > 0 ? [`answers ${undescribed.join(', ')}, of which the description says nothing`] : []),
  ];
  return { ...result, outcome: 'passed', ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

function summary(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => name.slice(1));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
