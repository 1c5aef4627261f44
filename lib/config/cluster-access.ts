// How the clusters of fleets are reached: through Connect Gateway, whose addresses hold the number of each fleet's host
// project, or by a kubeconfig (the local cloud).
import type { Variables } from './variables.ts';

export type ClusterAccess =
  | { readonly by: 'kubeconfig'; readonly path: string }
  /** Id of a fleet host project → its number. */
  | { readonly by: 'gateway'; readonly projectNumbers: ReadonlyMap<string, string> };

const LIST = 'RANGELIGHT_FLEET_PROJECT_NUMBERS';
const NUMBERS = {
  form: /^[a-z][a-z0-9:.-]*=\d{5,}(?:,[a-z][a-z0-9:.-]*=\d{5,})*$/,
  expected: 'the id and the number of each fleet host project, such as fleet-a=1234567890,fleet-b=2345678901',
};
const OLD = 'RANGELIGHT_FLEET_PROJECT_NUMBER';

/** Problems go to the variables' list. */
export function readClusterAccess({ required, optional, problem }: Variables): ClusterAccess {
  const path = optional('KUBECONFIG', { form: /^.+$/s, expected: 'the path of a file' });
  if (path !== undefined) return { by: 'kubeconfig', path };
  if (optional(OLD, { form: /^/, expected: '' }) !== undefined) {
    problem(OLD, `nothing: it is ${LIST} now, and names the project of each number`);
  }
  const projectNumbers = new Map<string, string>();
  for (const entry of required(LIST, NUMBERS)
    .split(',')
    .filter((text) => text !== '')) {
    const [project = '', number = ''] = entry.split('=');
    if (projectNumbers.has(project)) problem(LIST, `each project once, but it repeats ${project}`);
    projectNumbers.set(project, number);
  }
  return { by: 'gateway', projectNumbers };
}
