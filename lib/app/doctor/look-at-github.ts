// What is looked at on GitHub, as the App itself: what it may do, where it is installed, and whether deliveries arrive.
import { textAt } from '../../core/index.ts';
import type { OwnApp } from '../../ports/index.ts';
import { guide } from './defect.ts';
import type { Examined } from './examined.ts';
import { judgeApp, judgeDeliveries, judgeHook, judgeInstallation } from './judge-github.ts';
import { variableOf } from './judge-services.ts';
import type { Found, Looking } from './looking.ts';

/** The App with this id and key. Fails with `invalid` for what is no key. */
export type OpenGitHubApp = (id: string, key: string) => OwnApp;

const KEY = 'RANGELIGHT_GITHUB_APP_KEY';
const DELIVERIES = 30;

/** @param key of the App; undefined: it is read from Secret Manager. @param services by function. */
export async function lookAtGitHub(
  looking: Looking,
  { contract, project }: Examined,
  services: ReadonlyMap<string, Found>,
  open: OpenGitHubApp,
  key: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const [reporter, webhook] = [services.get('reporter'), services.get('webhook')];
  const id = variableOf(reporter, 'RANGELIGHT_GITHUB_APP_ID');
  // Without its services nothing is known of an App; with a token of somebody's there is none.
  if (reporter === undefined || (id === undefined && variableOf(reporter, 'GITHUB_TOKEN') !== undefined)) return;
  if (id === undefined || id === '0') {
    const fix = `${guide('4-the-github-app')}, then github_app_id`;
    const message = 'the functions are told of none';
    return looking.tell([{ code: 'github-app-missing', where: 'GitHub App', message, fix }]);
  }
  const pem = key ?? (await keyIn(looking, project, contract.secrets[KEY] ?? ''));
  if (pem === undefined) return;
  const read = (path: string) =>
    looking.by(`GitHub ${path}`, `the key of the App (--github-app-key)`, () => open(id, pem).read(path, signal));
  const app = await read('/app');
  if (app === undefined) return;
  looking.tell(judgeApp(contract.githubApp, app.found));
  const repositories = (variableOf(reporter, 'RANGELIGHT_REPOSITORIES') ?? '').split(',').filter((one) => one !== '');
  const isBehindBalancer = textAt(webhook, 'ingress') === 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER';
  await Promise.all([
    ...repositories.map(async (one) => {
      const name = one.replace(/@.*$/, '');
      const seen = await read(`/repos/${name}/installation`);
      if (seen !== undefined) looking.tell(judgeInstallation(name, contract.githubApp, seen.found));
    }),
    read('/app/hook/config').then((seen) => {
      if (seen !== undefined && webhook !== undefined)
        looking.tell(judgeHook(isBehindBalancer ? undefined : textAt(webhook, 'uri'), seen.found));
    }),
    read(`/app/hook/deliveries?per_page=${DELIVERIES}`).then((seen) => {
      if (seen !== undefined) looking.tell(judgeDeliveries(seen.found));
    }),
  ]);
}

async function keyIn(looking: Looking, project: string, secret: string): Promise<string | undefined> {
  const path = `v1/projects/${project}/secrets/${secret}/versions/latest:access`;
  const right = `secretmanager.versions.access on ${secret}, or give the key with --github-app-key`;
  const seen = await looking.at('secretmanager', path, right);
  const data = textAt(seen?.found, 'payload', 'data');
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
}
