// What lists and watches are told of a past that is gone: by our API server, and by Kubernetes' own where its programs
// are to be had.
import { describe, expect, onTestFinished, test } from 'vitest';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator } from '../../infra/emulators/kubernetes/index.ts';
import { realTarget } from '../conformance/differential/servers.ts';
import type { Answer } from '../conformance/differential/exchange.ts';
import { type Target, targetOf } from '../conformance/differential/target.ts';
import { HANGS_MS } from '../limits.ts';
import { compactHistory, lackingForApiServers, openApiServer, untilReady } from './index.ts';

interface Server {
  readonly target: Target;
  /** Compacts its history and restarts it: what it had in its memory is gone as well. */
  readonly forget: () => Promise<void>;
}

async function ours(): Promise<Server> {
  const tokens = new Map([['root', 'admin']] as const);
  const api = createKubernetesEmulator({ name: 'ours', clock: virtualClock(), random: seededRandom(1), tokens });
  return {
    target: await targetOf(api.handler, 'root'),
    async forget() {
      await api.compact();
      api.setDown('refused');
      api.setDown(undefined);
    },
  };
}

async function real(): Promise<Server> {
  const opened = await openApiServer();
  onTestFinished(() => opened.close());
  const { url, token, ca, etcd, started } = opened.cluster;
  return {
    target: await realTarget({ server: url, token, ca }),
    async forget() {
      await compactHistory(etcd);
      await started.find(({ name }) => name === 'kube-apiserver')?.restart();
      await untilReady(url, token, started);
    },
  };
}

const MAPS = '/api/v1/namespaces/default/configmaps';
const named = (...names: readonly string[]) => ({ body: { items: names.map((name) => ({ metadata: { name } })) } });

interface Listed {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly message?: string;
}

const listed = (answer: Answer | undefined): Listed => answer?.body as unknown as Listed;
const goingOn = (answer: Answer | undefined): string =>
  `continue=${encodeURIComponent(listed(answer).metadata.continue ?? '')}`;

const missing = lackingForApiServers();
const title = missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')})`;
describe.for([
  ['our API server', ours, false],
  [`kube-apiserver${title}`, real, missing.length > 0],
] as const)('%s', ([, open, isMissing]) => {
  test.skipIf(isMissing)(
    'refuses a version that is compacted, and says how a list goes on',
    { timeout: HANGS_MS },
    async () => {
      const { target, forget } = await open();
      const make = (name: string) =>
        target.send({ method: 'POST', path: MAPS, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });
      const list = (query: string) => target.send({ method: 'GET', path: `${MAPS}?${query}` });
      for (const name of ['a', 'b', 'd']) await make(name);
      const first = await list('limit=2');
      const version = listed(first).metadata.resourceVersion;
      const next = goingOn(first);
      await make('c');

      // While it is known, the past is shown as it was.
      expect(await list(next)).toMatchObject({ code: 200, ...named('d') });
      expect(await list(`resourceVersionMatch=Exact&resourceVersion=${version}`)).toMatchObject(named('a', 'b', 'd'));
      const watch = `watch=true&timeoutSeconds=1&resourceVersion=${version}`;
      await forget();

      const refused = await list(next);
      expect(refused).toMatchObject({ code: 410, body: { status: 'Failure', reason: 'Expired' } });
      expect(await list(`resourceVersionMatch=Exact&resourceVersion=${version}`)).toMatchObject({
        code: 410,
        body: { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' },
      });
      expect(await list(`resourceVersion=${version}`)).toMatchObject({ code: 200, ...named('a', 'b', 'c', 'd') });
      expect(await list(watch)).toMatchObject({
        code: 200,
        body: { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } },
      });

      // The rest as it is now, for whoever can do with it.
      expect(listed(refused).message).toContain('use the continue token in this response');
      const rest = await list(`limit=1&${goingOn(refused)}`);
      expect(rest).toMatchObject({ code: 200, ...named('c') });
      expect(await list(goingOn(rest))).toMatchObject(named('d'));
    },
  );
});
