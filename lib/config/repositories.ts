// The repositories that one deployment serves, each with the branch that is carried out.
import { repositoryKey } from '../core/index.ts';
import type { Variables } from './variables.ts';

export interface ServedRepository {
  /** `owner/name`, as it was written. */
  readonly name: string;
  /** The branch that is carried out. */
  readonly branch: string;
}

/** No other repository is read, written or listened to. */
export type ServedRepositories = readonly [ServedRepository, ...ServedRepository[]];

const LIST = 'RANGELIGHT_REPOSITORIES';
const ONE = 'owner/name or owner/name@branch';
const TEXT = { form: /^.+$/s, expected: `${ONE}, or several with commas between` };
const ENTRY = /^(?<name>[A-Za-z0-9][\w-]*\/(?!\.{1,2}(?:@|$))[\w.-]{1,100}(?<!\.git))(?:@(?<branch>.+))?$/;
// Source: git-check-ref-format(1).
const BRANCH =
  /^(?![-/.]|refs\/)(?!.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]*[^\s~^:?*[\\\p{Cc}/.]$/u;
const BRANCH_FORM = { form: BRANCH, expected: 'the name of a branch, without refs/heads/' };

/** Problems go to the variables' list, each with its place in RANGELIGHT_REPOSITORIES. */
export function readRepositories({ required, optional, problem }: Variables): ServedRepositories {
  if (optional('RANGELIGHT_REPOSITORY', TEXT) !== undefined) {
    problem('RANGELIGHT_REPOSITORY', `nothing: it is ${LIST} now, and takes several`);
  }
  const usual = optional('RANGELIGHT_BRANCH', BRANCH_FORM) ?? 'main';
  const places = new Map<string, number>();
  const list = required(LIST, TEXT);
  const repositories = (list === '' ? [] : list.split(',')).flatMap((text, index) => {
    const place = index + 1;
    const { name, branch = usual } = ENTRY.exec(text.trim())?.groups ?? {};
    if (name === undefined || !BRANCH.test(branch)) {
      problem(LIST, `${ONE} at place ${place}`);
      return [];
    }
    const before = places.get(repositoryKey(name));
    if (before !== undefined) problem(LIST, `each repository once, but place ${place} repeats place ${before}`);
    places.set(repositoryKey(name), place);
    return [{ name, branch }];
  });
  const [first = { name: '', branch: usual }, ...others] = repositories;
  return [first, ...others];
}
