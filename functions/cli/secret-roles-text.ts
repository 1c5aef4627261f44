// Roles for Secrets as YAML for kubectl, with who names each.
import { stringify } from 'yaml';
import type { SecretRoles } from '../../lib/app/doctor/index.ts';

/** Documents; only a comment where nothing is needed. */
export function secretRolesText(cluster: string, { needs, objects }: SecretRoles): string {
  if (needs.length === 0) return `# No manifest and no fleet file names a Secret of ${cluster}.\n`;
  const named = needs
    .filter(({ verbs }) => verbs.includes('get'))
    .flatMap(({ namespace, secrets }) => secrets.map(({ name, by }) => `#   ${namespace}/${name}: ${by}\n`));
  const head = `# Secrets of ${cluster} that the functions of Rangelight get by name, and who names each:\n`;
  return `${head}${named.join('')}${objects.map((one) => `---\n${stringify(one)}`).join('')}`;
}
