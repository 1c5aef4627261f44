// `npm run build:image`: builds the Dockerfile as it stands, looks who may read and write what in the image, and sends
// a first message through each function as it is run there: by the image's user, on a file system that nobody can
// write. It needs buildah and root, and no registry; the base image is one of our own (built-image.ts).
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuiltImage, buildImage, USER, wrongRights } from './built-image.ts';
import { sendFirstMessages } from './first-messages.ts';

const DOCKERFILE = fileURLToPath(new URL('../deploy/Dockerfile', import.meta.url));

const missing = whatIsMissing();
if (missing === undefined) process.exitCode = await check();
else {
  process.stdout.write(`the image cannot be built here: ${missing}\n`);
  process.exitCode = 2;
}

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'it takes root, for the rights of its files and the user who runs it';
  for (const tool of ['buildah', 'chroot', 'unshare', 'ldd'])
    if (spawnSync(tool, ['--version']).error !== undefined)
      return `there is no ${tool} (Debian: apt-get install buildah)`;
  return undefined;
}

async function check(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-image-'));
  try {
    const image = await buildImage(DOCKERFILE, resolve('dist/functions'), directory);
    say(`built: ${[...image.config.Entrypoint, ...image.config.Cmd].join(' ')} as user ${image.config.User}`);
    const wrong = await wrongRights(join(image.root, image.config.WorkingDir));
    for (const what of wrong) say(`wrong: ${what}`);
    if (wrong.length > 0) return 1;
    say(`rights: user ${USER} reads all of ${image.config.WorkingDir} and writes nothing of it`);
    for (const line of await sendFirstMessages(await launcherOf(image, directory))) say(line);
    return 0;
  } catch (error) {
    process.stderr.write(`the image does not do its work (make its bundles with: npm run build): ${String(error)}\n`);
    return 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A folder whose main.js starts a function of the image, in place of one whose main.js is the function. */
async function launcherOf({ root, config }: BuiltImage, directory: string): Promise<string> {
  const folder = join(directory, 'launcher');
  await mkdir(folder);
  const own = Object.fromEntries(
    config.Env.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
  const [command = '', ...args] = [...config.Entrypoint, ...config.Cmd];
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(
    join(folder, 'main.js'),
    `import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
const root = ${JSON.stringify(root)};
const env = { ...process.env, ...${JSON.stringify(own)} };
// What Cloud Run mounts of Secret Manager.
if (env.KUBECONFIG !== undefined) {
  mkdirSync(dirname(root + env.KUBECONFIG), { recursive: true });
  copyFileSync(env.KUBECONFIG, root + env.KUBECONFIG);
  chownSync(root + env.KUBECONFIG, ${USER}, ${USER});
}
const inside = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && ' +
  'exec chroot --userspec=${config.User}:${config.User} "$0" "$@"';
const run = ['${command}', ...${JSON.stringify(args)}.map((path) => '${config.WorkingDir}/' + path)];
const child = spawn('unshare', ['--mount', 'sh', '-c', inside, root, ...run], {
  env,
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
child.on('message', (message) => process.send(message));
child.once('exit', (code) => process.exit(code ?? 1));
process.once('disconnect', () => child.disconnect());
`,
  );
  return folder;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
