// What every implementation of the Repository port does, whoever it asks.
import { expect, it } from 'vitest';
import type { Repository } from '../../../../lib/ports/index.ts';
import { EVERYTHING } from '../everything.ts';

/** One repository with a branch `main`; `ada` and `mia` may write to it, `mallory` may not. */
export interface RepositoryRig {
  readonly port: Repository;
  /** A commit on top of a branch (of main, if there is none yet), or in place of its last one; gives its SHA. */
  readonly push: (login: string, branch: string, force?: 'force') => Promise<string>;
  /** A pull request of a branch to main; gives its number. */
  readonly open: (login: string, branch: string) => Promise<number>;
  /** Pushes to a fork and opens a pull request from there. */
  readonly openFromFork: (login: string, branch: string) => Promise<number>;
  /** Merges a pull request into a branch that is not main, on the site. */
  readonly mergeInto: (login: string, from: string, into: string) => Promise<string>;
  /** Nothing that the site does by itself is under way. */
  readonly settled: () => Promise<void>;
  readonly rename: (login: string, from: string, to: string) => Promise<void>;
  readonly remove: (login: string, branch: string) => Promise<void>;
}

export function repositorySuite(rig: () => RepositoryRig): void {
  const { signal } = new AbortController();
  const gone = (branch: string) => expect(rig().port.head(branch, signal)).rejects.toMatchObject({ code: 'not-found' });

  it('knows the head of a branch while it has that name (case 77)', async () => {
    const { port, push, rename, remove } = rig();
    const sha = await push('mia', 'line');
    expect(await port.head('line', signal)).toBe(sha);
    await rename('ada', 'line', 'trunk');
    expect(await port.head('trunk', signal)).toBe(sha);
    await gone('line');
    await remove('mia', 'trunk');
    await gone('trunk');
    await gone('never-there');
  });

  it('gives the files of a commit that are wanted, and no other', async () => {
    const { port, push } = rig();
    await push('mia', 'first');
    const sha = await push('mia', 'files');
    const all = await port.files(sha, EVERYTHING, signal);
    expect(Buffer.from((all.get('files') as Uint8Array | undefined) ?? []).toString()).toContain('mia');
    const wanted = (path: string) =>
      port.files(sha, { first: (one) => one === path, others: () => () => false }, signal);
    expect([...(await wanted('files')).keys()]).toEqual(['files']);
    expect([...(await wanted('no-such-file')).keys()]).toEqual([]);
    const others = { first: () => false, others: () => (path: string) => path === 'files' };
    expect([...(await port.files(sha, others, signal)).keys()]).toEqual(['files']);
  });

  it('knows who may write', async () => {
    const may = (login: string) => rig().port.mayWrite(login, signal);
    expect([await may('mia'), await may('mallory'), await may('nobody-at-all')]).toEqual([true, false, false]);
  });

  it('lists the commits of a pull request, oldest first, with whom GitHub knows (case 52)', async () => {
    const { port, push, open, mergeInto } = rig();
    const first = await push('mia', 'listed');
    const number = await open('mia', 'listed');
    const second = await push('ada', 'listed');
    const inner = await push('mia', 'inner');
    const merge = await mergeInto('ada', 'inner', 'listed');
    const { commits, isWhole } = await port.commitsOf(number, signal);
    expect(isWhole).toBe(true);
    expect(commits).toContainEqual({ sha: first, author: 'mia', committer: 'mia' });
    expect(commits).toContainEqual({ sha: second, author: 'ada', committer: 'ada' });
    expect(commits).toContainEqual({ sha: inner, author: 'mia', committer: 'mia' });
    // What is merged on the site is committed by GitHub itself, who is nobody.
    expect(commits.at(-1)).toEqual({ sha: merge, author: 'ada', committer: undefined });
    expect(commits[0]?.sha).toBe(first);
    await expect(port.commitsOf(9_999, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists who moved the branch of a pull request, newest first (case 52)', async () => {
    const { port, push, open } = rig();
    const first = await push('mia', 'pushed');
    const number = await open('mia', 'pushed');
    await push('ada', 'beside');
    const second = await push('ada', 'pushed');
    const third = await push('mia', 'pushed', 'force');
    const { pushes, isWhole } = await port.pushesOf(number, signal);
    expect(isWhole).toBe(true);
    expect(pushes.map(({ at: _at, ...push }) => push)).toEqual([
      { type: 'force_push', by: 'mia', before: second, after: third },
      { type: 'push', by: 'ada', before: first, after: second },
      { type: 'branch_creation', by: 'mia', before: '0'.repeat(40), after: first },
    ]);
    const times = pushes.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('lists how a branch came to where it is: forced, gone, and made anew (case 61)', async () => {
    const { port, push, remove } = rig();
    const first = await push('mia', 'moved');
    const second = await push('ada', 'moved', 'force');
    await remove('mia', 'moved');
    const third = await push('mia', 'moved');
    const none = '0'.repeat(40);
    const { pushes, isWhole } = await port.movesOf('moved', signal);
    expect(isWhole).toBe(true);
    expect(pushes.map(({ type, before, after }) => ({ type, before, after }))).toEqual([
      { type: 'branch_creation', before: none, after: third },
      { type: 'branch_deletion', before: second, after: none },
      { type: 'force_push', before: first, after: second },
      { type: 'branch_creation', before: none, after: first },
    ]);
    expect(await port.movesOf('never-there', signal)).toEqual({ pushes: [], isWhole: true });
  });

  it('knows what merging a pull request would make, once it was asked (case 20)', async () => {
    const { port, push, open, settled } = rig();
    const head = await push('mia', 'merged');
    const number = await open('mia', 'merged');
    const base = await push('ada', 'main');
    await port.pullRequest(number, signal);
    await settled();
    expect(await port.pullRequest(number, signal)).toMatchObject({ head, mergeable: true });
    const merge = await port.testMerge(number, signal);
    expect(merge?.parents).toEqual([base, head]);
    const files = await port.files(merge?.commit ?? '', EVERYTHING, signal);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['main', 'merged']));
    expect([...(await port.changedFiles(number, signal))]).toEqual(['merged']);
    expect(await port.commitsBetween(head, base, signal)).toBe(1);
    expect(await port.commitsBetween(base, head, signal)).toBe(1);
  });

  it('does not say who pushed to a fork', async () => {
    const { port, openFromFork } = rig();
    const number = await openFromFork('mallory', 'evil');
    await expect(port.pushesOf(number, signal)).rejects.toMatchObject({ code: 'denied' });
    expect((await port.commitsOf(number, signal)).commits).toMatchObject([{ author: 'mallory' }]);
    expect(await port.pullRequest(number, signal)).toMatchObject({ fork: true, author: 'mallory' });
  });
}
