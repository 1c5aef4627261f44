// The Git repository of a replay: one branch, of which each push stands on the one before.
import { createHash } from 'node:crypto';
import { RangelightError, type Tree } from '../../../../../lib/core/index.ts';
import type { Repository } from '../../../../../lib/ports/index.ts';

export interface PushedRepository {
  readonly port: Repository;
  /** @returns the commits after and before it. */
  push(tree: Tree): { readonly after: string; readonly before: string | undefined };
}

export function pushedRepository(): PushedRepository {
  const commits: { readonly id: string; readonly tree: Tree }[] = [];
  const at = (id: string): number => commits.findIndex((one) => one.id === id);
  const no = (): Promise<never> =>
    Promise.reject(new RangelightError('not-found', 'github', 'a replay has one branch and no pull requests'));
  return {
    push(tree) {
      const before = commits.at(-1)?.id;
      const after = createHash('sha1').update(`commit ${commits.length} of a replay`).digest('hex');
      commits.push({ id: after, tree });
      return { after, before };
    },
    port: {
      head: () => Promise.resolve(commits.at(-1)?.id ?? ''),
      async files(commit, wanted) {
        const entries = [...(commits[at(commit)]?.tree ?? [])];
        const texts = entries.flatMap(([path, file]) => (typeof file === 'string' ? [] : [[path, file] as const]));
        const first = new Map(texts.filter(([path]) => wanted.first(path)));
        const isWanted = wanted.others(first);
        return new Map(entries.filter(([path, file]) => typeof file === 'string' || first.has(path) || isWanted(path)));
      },
      compare: (from, to) =>
        Promise.resolve(from === to ? 'identical' : at(from) < at(to) ? 'ahead' : ('behind' as const)),
      commitsBetween: (from, to) => Promise.resolve(Math.max(0, at(to) - at(from))),
      movesOf: () => Promise.resolve({ pushes: [], isWhole: true }),
      mayWrite: () => Promise.resolve(true),
      openPullRequests: () => Promise.resolve([]),
      pullRequest: no,
      testMerge: no,
      changedFiles: no,
      commitsOf: no,
      pushesOf: no,
    },
  };
}
