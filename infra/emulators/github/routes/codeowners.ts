// What is wrong with the CODEOWNERS file of a branch.
// Source: docs.github.com, "About code owners".
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import { resolveRevision } from '../repository/revisions.ts';
import { entryAt, readBlob } from '../repository/trees.ts';
import { mayPush } from '../roles.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';

/** The first one that exists counts. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;
/** A larger file is not loaded. */
const largest = 3 * 1024 * 1024;

export function codeownersRoutes(world: World): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: 'codeowners/errors',
      needs: 'read',
      async handle(call) {
        const commit = await resolveRevision(world.git, call.query('ref') ?? world.defaultBranch);
        if (commit === undefined) throw notFound();
        for (const path of places) {
          const entry = await entryAt(world.git, commit, path);
          if (entry?.type !== 'blob' || (entry.size ?? 0) > largest) continue;
          const text = (await readBlob(world.git, entry.sha)).toString();
          return ok({ errors: errorsIn(world, path, text) });
        }
        throw notFound();
      },
    },
  ];
}

function errorsIn(world: World, path: string, text: string): readonly Record<string, unknown>[] {
  const errors: Record<string, unknown>[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    const rule = source.replace(/(^|\s)#.*$/u, '');
    const [pattern = '', ...owners] = rule.trim().split(/\s+/u);
    if (pattern === '') continue;
    const line = index + 1;
    const add = (word: string, kind: string, suggestion: string): void => {
      const column = source.indexOf(word) + 1;
      const message = `${kind} on line ${line}: ${suggestion}\n\n  ${source}\n  ${' '.repeat(column - 1)}^`;
      errors.push({ line, column, kind, source: `${source}\n`, suggestion, message, path });
    };
    // Negation and character ranges are the parts of gitignore patterns that do not work here.
    if (/^!|[[\]]/u.test(pattern)) add(pattern, 'Invalid pattern', 'remove the negation or character range');
    for (const owner of owners) {
      const problem = problemOf(world, owner);
      if (problem !== undefined) add(owner, ...problem);
    }
  }
  return errors;
}

function problemOf(world: World, owner: string): readonly [string, string] | undefined {
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/u.test(owner)) return undefined;
  if (!/^@[\w-]+(\/[\w.-]+)?$/u.test(owner)) {
    return ['Invalid owner', 'use the format @user, @organization/team or an email address'];
  }
  // Every team that is there may write: unverified wording for the others.
  const [org = '', team] = owner.slice(1).split('/');
  if (team !== undefined && org.toLowerCase() === world.owner.toLowerCase() && world.teams.has(team.toLowerCase())) {
    return undefined;
  }
  const account = owner.includes('/') ? undefined : world.accounts.byLogin(owner.slice(1));
  if (account !== undefined && mayPush(account)) return undefined;
  return ['Unknown owner', `make sure ${owner} exists and has write access to the repository`];
}
