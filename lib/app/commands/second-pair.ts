// Who is the second pair of eyes on what needs approval in a pull request: somebody who brought in none of it. Names in
// commits can be made up, so they only add to who is refused; GitHub's word on who pushed is the proof. Pure.
import type { PullCommits, Push, Pushes } from '../../ports/index.ts';
import type { SetAside } from '../../state/index.ts';

/** What is known of a pull request. */
export interface PullStory {
  readonly opener: string;
  /** The commit whose plan is to be approved. */
  readonly head: string;
  /** A text: why they cannot be read. */
  readonly commits: PullCommits | string;
  readonly pushes: Pushes | string;
}

export interface Involved {
  /** In small letters: logins have no case. */
  readonly logins: ReadonlySet<string>;
  /** Why somebody may be missing among them; undefined: nobody can be. */
  readonly gap: string | undefined;
}

export type Judgement =
  /** `setAside`: the rule that an admin sets aside, with a reason. */
  { readonly type: 'may'; readonly setAside?: SetAside } | { readonly type: 'may-not'; readonly rule: SetAside };

/** Moves that keep every commit that the branch had. */
const FORWARD: ReadonlySet<Push['type']> = new Set(['push', 'pr_merge', 'merge_queue_merge']);
const SHA_LENGTH = 12;

/** Everybody who opened, wrote, committed or pushed some of it. */
export function involvedIn({ opener, head, commits, pushes }: PullStory): Involved {
  const listed = typeof commits === 'string' ? [] : commits.commits;
  const brought = new Set(listed.map(({ sha }) => sha));
  const named = [opener, ...listed.flatMap(({ author, committer }) => [author ?? [], committer ?? []].flat())];
  const pushers = typeof pushes === 'string' ? { logins: [], gap: pushes } : pushersOf(head, brought, pushes);
  return {
    logins: new Set([...named, ...pushers.logins].map((login) => login.toLowerCase())),
    gap: gapIn(commits, brought, head) ?? pushers.gap,
  };
}

/** @param as what the person is in the repository, and whether he wrote why. */
export function judgeSecondPair(
  { logins, gap }: Involved,
  login: string,
  as: { readonly isAdmin: boolean; readonly hasReason: boolean },
): Judgement {
  const isInvolved = logins.has(login.toLowerCase());
  if (!isInvolved && gap === undefined) return { type: 'may' };
  const rule = isInvolved ? 'own-commits' : 'unknown-pusher';
  return as.isAdmin && as.hasReason ? { type: 'may', setAside: rule } : { type: 'may-not', rule };
}

function gapIn(commits: PullCommits | string, brought: ReadonlySet<string>, head: string): string | undefined {
  if (typeof commits === 'string') return commits;
  if (!commits.isWhole) return 'it has more commits than GitHub lists';
  return brought.has(head) ? undefined : `GitHub does not list ${short(head)} among its commits`;
}

/**
 * Back from the head, move by move, to where the branch held nothing of the pull request. A move that takes commits
 * away may bring some of them back in another's name, so that whoever pushed before it counts as well.
 */
function pushersOf(head: string, brought: ReadonlySet<string>, { pushes, isWhole }: Pushes) {
  const logins: string[] = [];
  const stop = (gap?: string) => ({ logins, gap });
  const newest = pushes.findIndex(({ after }) => after === head);
  if (newest < 0) return stop(`GitHub does not say who pushed ${short(head)}`);
  let gap: string | undefined;
  let at = head;
  let isForward = true;
  for (const [index, { type, by, before, after }] of pushes.entries()) {
    if (index < newest) continue;
    if (after !== at) return stop(`GitHub does not say who pushed ${short(at)}`);
    if (by === undefined) gap ??= `who pushed ${short(after)} has no account any more`;
    else if (isApp(by)) gap ??= `${by} pushed ${short(after)}, and on whose behalf is not known`;
    else logins.push(by);
    isForward &&= FORWARD.has(type);
    if (isForward && !brought.has(before)) return stop(gap);
    // A branch that had the name earlier, and nothing of this.
    const isFirst = type === 'branch_creation' && !holdsAny(pushes.slice(index + 1), brought);
    if (isFirst && isWhole) return stop(gap);
    at = before;
  }
  return stop(gap ?? `GitHub does not say who pushed all of it before ${short(at)}`);
}

function holdsAny(pushes: readonly Push[], brought: ReadonlySet<string>): boolean {
  return pushes.some(({ before, after }) => brought.has(before) || brought.has(after));
}

/** Of GitHub's logins only those of Apps hold a bracket. */
function isApp(login: string): boolean {
  return login.endsWith('[bot]');
}

function short(sha: string): string {
  return sha.slice(0, SHA_LENGTH);
}
