// `clusters.folders`: the pattern by which the folder of a file names a member of the fleet,
// `clusters/{location}/{name}/**`.
import { type PatternProblem, readPattern } from './path-pattern.ts';

/** The link that a path names, given as its names; undefined where the pattern does not meet it. */
export type FolderLink = (names: readonly string[]) => string | undefined;

const [LOCATION, NAME] = ['{location}', '{name}'];
const HINT = `Write clusters/${LOCATION}/${NAME}/**.`;

/** Reads the pattern as every other one, with `{location}` and `{name}` each as a part of its own. */
export function readClusterFolders(pattern: string): { readonly linkOf: FolderLink } | PatternProblem {
  const parts = pattern.replace(/^\.\//, '').split('/');
  const at = (part: string): number => (parts.filter((one) => one === part).length === 1 ? parts.indexOf(part) : -1);
  const [location, name] = [at(LOCATION), at(NAME)];
  if (location === -1 || name === -1) {
    return {
      problem: `the pattern has ${LOCATION} and ${NAME} once each, with nothing beside it in its part`,
      hint: HINT,
    };
  }
  if (parts.slice(0, Math.max(location, name)).includes('**')) {
    return {
      problem: `before ${LOCATION} and ${NAME} no ** can stand: which folder is meant would not be known`,
      hint: HINT,
    };
  }
  const read = readPattern(parts.map((part, index) => (index === location || index === name ? '*' : part)).join('/'));
  if ('problem' in read) return read;
  return { linkOf: (names) => (read.matches(names) ? `${names[location]}/${names[name]}` : undefined) };
}
