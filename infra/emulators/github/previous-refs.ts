// The refs as they were a moment ago, for stale reads: a second bare repository that borrows all objects from the
// first.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createGit, type Git } from './git.ts';
import { listRefs } from './repository/revisions.ts';
import { createTurns } from './turns.ts';

export interface PreviousRefs {
  /** Takes these (branches and tags) for the state before the last change. */
  remember(refs: ReadonlyMap<string, string>): void;
  /** A repository whose names lead where they led before the last change; without a change yet, where they lead now. */
  repository(): Promise<Git>;
}

export function createPreviousRefs(git: Git, defaultBranch: string): PreviousRefs {
  const inTurn = createTurns();
  let refs: ReadonlyMap<string, string> | undefined;
  let stale: Git | undefined;

  const open = async (): Promise<Git> => {
    const made = createGit(`${resolve(git.directory)}.before`);
    await made.bytes(['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`]);
    await mkdir(join(made.directory, 'objects/info'), { recursive: true });
    await writeFile(join(made.directory, 'objects/info/alternates'), `${join(resolve(git.directory), 'objects')}\n`);
    return made;
  };

  return {
    remember(before) {
      refs = before;
    },
    repository: () =>
      inTurn(async () => {
        stale ??= await open();
        const wanted = refs ?? (await listRefs(git, 'refs/heads', 'refs/tags'));
        const found = await listRefs(stale, 'refs/heads', 'refs/tags');
        const lines = [
          ...[...found.keys()].filter((ref) => !wanted.has(ref)).map((ref) => `delete ${ref}`),
          ...[...wanted].filter(([ref, sha]) => found.get(ref) !== sha).map(([ref, sha]) => `update ${ref} ${sha}`),
        ];
        if (lines.length > 0) await stale.bytes(['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` });
        return stale;
      }),
  };
}
