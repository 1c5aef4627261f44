// Names of commits as the REST API takes them: a branch, a tag, `heads/x`, `refs/heads/x` or a SHA.
import type { Git } from '../git.ts';

export const zeroSha = '0'.repeat(40);
/** git's own empty tree: the other side of a root commit's diff. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What git's check-ref-format refuses, and so can be no ref: also keeps revision syntax (`^`, `@{`, `..`) out. */
const impossibleInRefs = /[ ~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|\.lock(\/|$)|^[-/.]|[/.]$/u;

export function isRefName(name: string): boolean {
  return name !== '' && !impossibleInRefs.test(name);
}

/** The SHA of the object of `kind` behind a name; undefined when there is none. */
export async function resolveRevision(
  git: Git,
  name: string,
  kind: 'commit' | 'tree' = 'commit',
): Promise<string | undefined> {
  if (!isRefName(name)) return undefined;
  // GitHub creates no ref of such a name, so it is the object itself, or nothing.
  if (/^[0-9a-f]{40}$/.test(name)) return resolveObject(git, name, kind);
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
  if (name.startsWith('refs/')) candidates.unshift(name);
  if (/^[0-9a-f]{4,39}$/.test(name)) candidates.push(name);
  if (name === 'HEAD') candidates.unshift('HEAD');
  // One process for all of them: each costs as much as everything else that a request does.
  const input = candidates.map((candidate) => `${candidate}^{${kind}}\n`).join('');
  const found = await git.text(['cat-file', '--batch-check=%(objectname)'], { input });
  return found.split('\n').find((line) => /^[0-9a-f]{40}$/.test(line));
}

async function resolveObject(git: Git, sha: string, kind: 'commit' | 'tree'): Promise<string | undefined> {
  const { yes, text } = await git.ask(['rev-parse', '--verify', '--quiet', `${sha}^{${kind}}`]);
  return yes ? text : undefined;
}

/** The SHA that a full ref points to (a tag object stays one). */
export async function refTarget(git: Git, ref: string): Promise<string | undefined> {
  if (!isRefName(ref)) return undefined;
  const { yes, text } = await git.ask(['rev-parse', '--verify', '--quiet', ref]);
  return yes ? text : undefined;
}

/** Refs under the given prefixes, each with the object it points to. */
export async function listRefs(git: Git, ...prefixes: readonly string[]): Promise<Map<string, string>> {
  const listed = await git.text(['for-each-ref', '--format=%(refname) %(objectname)', ...prefixes]);
  const refs = new Map<string, string>();
  for (const line of listed.split('\n')) {
    const [ref, sha] = line.split(' ');
    if (ref !== undefined && sha !== undefined) refs.set(ref, sha);
  }
  return refs;
}

export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  return (await git.ask(['merge-base', '--is-ancestor', ancestor, descendant])).yes;
}

/** The best common ancestor; undefined for unrelated histories. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | undefined> {
  const { yes, text } = await git.ask(['merge-base', one, other]);
  return yes ? text : undefined;
}
