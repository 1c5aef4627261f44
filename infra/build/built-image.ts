// The image of the Dockerfile, built by buildah where no registry can be reached. In place of the base image, under its
// name, stands a tree of the same shape: Node, its libraries, and the user of the tag `nonroot`.
import { execFile } from 'node:child_process';
import { copyFile, lstat, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Source: distroless, "nodejs" and "base". */
export const NODE = '/nodejs/bin/node';
export const USER = 65532;

export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
}

export interface BuiltImage {
  /** Path of its file system here. */
  readonly root: string;
  readonly config: ImageConfig;
}

type Buildah = (...args: readonly string[]) => Promise<string>;

/**
 * Rejects with what buildah said.
 * @param directory of its own, that holds everything that is kept.
 */
export async function buildImage(dockerfile: string, bundles: string, directory: string): Promise<BuiltImage> {
  const own = ['--storage-driver', 'vfs', '--root', join(directory, 'store'), '--runroot', join(directory, 'run')];
  const buildah: Buildah = async (command, ...args) =>
    (await run('buildah', [...own, command ?? '', ...args], { maxBuffer: 2 ** 26 })).stdout.trim();
  await commitBase(await baseOf(dockerfile), join(directory, 'base'), buildah);
  const local = ['--isolation', 'chroot', '--pull-never', '--format', 'docker'];
  await buildah('bud', ...local, '--file', dockerfile, '--tag', 'built', bundles);
  const inspected = JSON.parse(await buildah('inspect', '--type', 'image', 'localhost/built')) as {
    readonly OCIv1: { readonly config: ImageConfig };
  };
  const container = await buildah('from', '--pull-never', 'localhost/built');
  return { root: await buildah('mount', container), config: inspected.OCIv1.config };
}

/** The one image that every stage begins with. */
async function baseOf(dockerfile: string): Promise<string> {
  const [, base = ''] = /^FROM (\S+)/m.exec(await readFile(dockerfile, 'utf8')) ?? [];
  return base;
}

async function commitBase(name: string, tree: string, buildah: Buildah): Promise<void> {
  const { stdout } = await run('ldd', [process.execPath]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => [path, path] as const);
  for (const [from, to] of [[process.execPath, NODE] as const, ...libraries]) {
    await mkdir(dirname(join(tree, to)), { recursive: true });
    await copyFile(await realpath(from), join(tree, to));
  }
  await mkdir(join(tree, 'tmp'));
  await mkdir(join(tree, 'etc'));
  await writeFile(join(tree, 'etc/passwd'), `nonroot:x:${USER}:${USER}:nonroot:/home/nonroot:/sbin/nologin\n`);
  await writeFile(join(tree, 'etc/group'), `nonroot:x:${USER}:\n`);
  const container = await buildah('from', 'scratch');
  await buildah('copy', '--quiet', container, tree, '/');
  await buildah('config', '--entrypoint', JSON.stringify([NODE]), '--user', String(USER), container);
  await buildah('commit', '--quiet', '--format', 'docker', container, name);
  await buildah('rm', container);
}

const OWNER_WRITES = 0o200;
const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;

/** What the image's user could change below a folder, or cannot read: paths with what is wrong. */
export async function wrongRights(folder: string): Promise<readonly string[]> {
  const paths = ['.', ...(await readdir(folder, { recursive: true }))];
  const found = await Promise.all(
    paths.map(async (path) => {
      const { mode, uid } = await lstat(join(folder, path));
      const writes = (uid === USER && (mode & OWNER_WRITES) !== 0) || (mode & OTHERS_WRITE) !== 0;
      const reads = uid === USER || (mode & OTHERS_READ) !== 0;
      return [...(writes ? [`${path} can be written`] : []), ...(reads ? [] : [`${path} cannot be read`])];
    }),
  );
  return found.flat();
}
