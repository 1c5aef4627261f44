// What the image of the functions holds: the bundle of the function that FUNCTION_TARGET names is run, with code that
// was compiled while the image was made.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type FunctionName, FUNCTIONS } from '../deploy/contract.ts';
import { SERVICES } from '../deploy/services.ts';

/** Beside the bundles; Node keeps what it compiled in it, by the path of the file, Node's version and the user. */
export const COMPILED = 'compiled';

/** @param directory has a folder with the bundle of each function. */
export async function buildStart(directory: string): Promise<void> {
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  await writeFile(join(directory, 'main.js'), START);
  await writeFile(join(directory, 'compile.js'), COMPILE);
  await mkdir(join(directory, COMPILED), { recursive: true });
  // An empty folder is lost on the way through an archive.
  await writeFile(join(directory, COMPILED, 'README'), 'Made by compile.js\n');
}

/**
 * The tree of the image, made by the steps of the Dockerfile. Rejects with what was said when there are no bundles, or
 * one does not start.
 * @param bundles what `npm run build` made.
 */
export async function makeImageTree(bundles: string, directory: string): Promise<void> {
  await cp(bundles, directory, { recursive: true });
  await promisify(execFile)(process.execPath, ['compile.js'], { cwd: directory });
}

const START = `const name = process.env.FUNCTION_TARGET ?? '';
if (${JSON.stringify(FUNCTIONS)}.includes(name)) {
  await import(\`./\${name}/main.js\`);
} else {
  process.stderr.write('FUNCTION_TARGET: expected one of ${FUNCTIONS.join(', ')}\\n');
  process.exitCode = 1;
}
`;

/** Nothing is called with them: a function starts, refuses one request, and ends. */
const MADE_UP: Readonly<Record<string, string>> = {
  RANGELIGHT_PROJECT: 'compile-only',
  RANGELIGHT_REPOSITORIES: 'compile/only',
  RANGELIGHT_BUCKET: 'compile-only',
  RANGELIGHT_OIDC_AUDIENCE: 'compile-only',
  RANGELIGHT_OIDC_CALLER: 'compile-only@compile-only.iam.gserviceaccount.com',
  RANGELIGHT_FLEET_PROJECT_NUMBERS: 'compile-only=1234567890',
  GITHUB_TOKEN: 'compile-only',
  WEBHOOK_SECRETS: 'compile-only',
  METADATA_SERVER_DETECTION: 'none',
};

function environmentOf(name: FunctionName): object {
  const { needed, known } = SERVICES[name].variables;
  const own = new Set<string>([...needed, ...known, 'METADATA_SERVER_DETECTION']);
  return Object.fromEntries(Object.entries(MADE_UP).filter(([variable]) => own.has(variable)));
}

const COMPILE = `import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
const environments = ${JSON.stringify(Object.fromEntries(FUNCTIONS.map((name) => [name, environmentOf(name)])))};
for (const [name, environment] of Object.entries(environments)) {
  const child = fork(join(import.meta.dirname, 'main.js'), {
    env: {
      ...environment,
      FUNCTION_TARGET: name,
      HOST: '127.0.0.1',
      PORT: '0',
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(import.meta.dirname, '${COMPILED}'),
    },
  });
  const ended = once(child, 'exit');
  const [said] = await Promise.race([once(child, 'message'), ended]);
  if (typeof said !== 'object') {
    process.stderr.write(name + ' did not start\\n');
    process.exit(1);
  }
  await (await fetch('http://127.0.0.1:' + said.port, { method: 'POST', body: '{}' })).arrayBuffer();
  child.disconnect();
  await ended;
}
// What a function loads when it has something to check.
enableCompileCache(join(import.meta.dirname, '${COMPILED}'));
const load = createRequire(import.meta.url);
for (const file of readdirSync(import.meta.dirname, { recursive: true })) if (file.endsWith('.cjs')) load('./' + file);
// Node writes the files for their owner alone, and in the image they belong to another user than the one who runs it.
flushCompileCache();
const files = readdirSync(join(import.meta.dirname, '${COMPILED}'), { recursive: true, withFileTypes: true });
for (const file of files) if (file.isFile()) chmodSync(join(file.parentPath, file.name), 0o644);
`;
