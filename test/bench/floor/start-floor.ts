// Builds, for each function, one that makes the same kinds of outside calls once and does nothing else, and what
// answers them: what the packages that make the calls cost at the least.
import { join } from 'node:path';
import { bundle } from '../../../infra/build/bundle.ts';
import { COMPILED } from '../../../infra/build/image.ts';
import { type FunctionName, FUNCTIONS } from '../../../infra/deploy/contract.ts';
import { createAccountsEmulator } from '../../../infra/emulators/accounts/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { createStorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createBucket } from '../../../lib/adapters/storage/index.ts';
import { canonicalJson } from '../../../lib/core/index.ts';
import { type ColdProcess, startCold } from '../cold-process.ts';
import { ACCOUNT, AUDIENCE, BUCKET, CALL_TIMEOUT_MS, type FloorEndpoints, never, OBJECT } from './floor-call.ts';

/** By the function: the calls, as the module and the name of each. */
const CALLS: Readonly<Record<FunctionName, readonly (readonly [string, string])[]>> = {
  webhook: [['publish-call', 'publish']],
  planner: [
    ['token-check', 'checkToken'],
    ['storage-calls', 'readAndWrite'],
    ['compute-calls', 'list'],
    ['github-call', 'readPullRequest'],
  ],
  worker: [
    ['token-check', 'checkToken'],
    ['storage-calls', 'readAndWrite'],
    ['compute-calls', 'list'],
    ['compute-calls', 'insert'],
  ],
  drift: [
    ['token-check', 'checkToken'],
    ['storage-calls', 'readAndWrite'],
    ['compute-calls', 'list'],
  ],
  reporter: [
    ['token-check', 'checkToken'],
    ['storage-calls', 'readAndWrite'],
    ['github-call', 'readPullRequest'],
  ],
};

function sourceOf(name: FunctionName): string {
  const imports = CALLS[name].map(([file, call]) => `import { ${call} } from './test/bench/floor/${file}.ts';`);
  return `import { serveFloor } from './test/bench/floor/serve-floor.ts';
${imports.join('\n')}
await serveFloor([${CALLS[name].map(([, call]) => call).join(', ')}]);
`;
}

export interface Floor {
  /** A new process that has made its calls and answered. */
  first(name: FunctionName): Promise<ColdProcess>;
  close(): Promise<void>;
}

/** @param directory gets a folder with a bundle for each function, and the code that is compiled for it. */
export async function startFloor(directory: string): Promise<Floor> {
  const environment = { clock: scaledClock(1), random: seededRandom(1) };
  const accounts = createAccountsEmulator(environment);
  const storage = createStorageEmulator({ ...environment, buckets: [BUCKET] });
  const served = await Promise.all([
    serve(accounts.handler),
    serve(storage.handler),
    serve(answerCompute),
    serve(answerGitHub),
    serve(() => Response.json({ messageIds: ['1'] })),
  ]);
  const [atAccounts, atStorage, atCompute, atGitHub, atPubSub] = served.map(({ url }) => url) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const endpoints: FloorEndpoints = {
    accounts: atAccounts,
    storage: atStorage,
    compute: atCompute,
    github: atGitHub,
    pubsub: atPubSub,
  };
  const bucket = createBucket({
    bucket: BUCKET,
    projectId: 'floor',
    endpoint: atStorage,
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
  await bucket.write(OBJECT, canonicalJson({ schema: 'floor' }), '0', never());
  const bearer = async (): Promise<{ readonly authorization: string }> => ({
    authorization: `Bearer ${await accounts.identityToken({ email: ACCOUNT, audience: AUDIENCE })}`,
  });
  const start = (name: FunctionName): Promise<ColdProcess> =>
    startCold(join(directory, name, 'main.js'), {
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(directory, name, COMPILED),
      FLOOR_ENDPOINTS: JSON.stringify(endpoints),
    });
  for (const name of FUNCTIONS) {
    await bundle(
      { name: 'main', source: sourceOf(name), callers: /\/floor\/compute-calls\.ts$/ },
      join(directory, name),
    );
    // As the image is made: each is started, refuses one request, and ends.
    const once = await start(name);
    await (await fetch(once.url, { method: 'POST' })).text();
    await once.stop();
  }
  return {
    async first(name) {
      const process = await start(name);
      const { status } = await fetch(process.url, { method: 'POST', headers: await bearer() });
      if (status !== 200) throw new RangeError(`the floor of ${name} answered ${status}`);
      return process;
    },
    async close() {
      await Promise.all(served.map((one) => one.close()));
    },
  };
}

const answerCompute: Handler = ({ method }) =>
  Response.json(
    method === 'GET'
      ? { kind: 'compute#healthCheckList', items: [{ kind: 'compute#healthCheck', name: 'there', type: 'HTTP' }] }
      : { kind: 'compute#operation', name: 'operation-1', status: 'DONE', progress: 100 },
  );

const answerGitHub: Handler = () => {
  const repo = { id: 1, full_name: 'acme/fleet' };
  return Response.json({
    number: 1,
    state: 'open',
    merged: false,
    user: { login: 'somebody' },
    head: { sha: 'a'.repeat(40), ref: 'topic', repo },
    base: { ref: 'main', repo },
  });
};
