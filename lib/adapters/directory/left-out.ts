// Which files of a working copy the archive of a commit would lack: what Git's own answer about `export-ignore` is.
import { spawn } from 'node:child_process';

/**
 * Of these paths; none where there is no Git, or the folder is in no repository: then there is no commit of it either.
 */
export function leftOut(folder: string, paths: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const git = spawn('git', ['-C', folder, 'check-attr', '-z', '--stdin', 'export-ignore'], {
      signal,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const said: Buffer[] = [];
    git.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    git.on('error', () => resolve([]));
    git.on('close', (code) => resolve(code === 0 ? leftOutOf(paths, setIn(Buffer.concat(said).toString())) : []));
    // Git that ended before it read the paths has told by its exit code.
    git.stdin.on('error', () => {});
    git.stdin.end([...new Set(paths.flatMap(lineOf))].map((path) => `${path}\0`).join(''));
  });
}

/** A path with the folders that it lies in: an archive lacks all of a folder that has the attribute. */
function lineOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/') + (index < parts.length - 1 ? '/' : ''));
}

/** Three fields per path: path, attribute, value. An attribute with a text is not set. */
function setIn(said: string): ReadonlySet<string> {
  const fields = said.split('\0');
  return new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === 'set'));
}

function leftOutOf(paths: readonly string[], withAttribute: ReadonlySet<string>): readonly string[] {
  return paths.filter((path) => lineOf(path).some((one) => withAttribute.has(one)));
}
