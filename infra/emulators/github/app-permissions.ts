// What the token of an installed app may do: levels by resource, and how a request is measured against them.
// Source: docs.github.com, "Permissions required for GitHub Apps".

export const appPermissions = [
  'actions',
  'administration',
  'checks',
  'contents',
  'deployments',
  'issues',
  'members',
  'merge_queues',
  'metadata',
  'pull_requests',
  'repository_hooks',
  'statuses',
] as const;

export type AppPermission = (typeof appPermissions)[number];
export type Level = 'read' | 'write';
export type AppPermissions = Readonly<Partial<Record<AppPermission, Level>>>;

/** True when the granted level covers the wanted one. */
export function covers(granted: Level | undefined, wanted: Level): boolean {
  return granted === 'write' || granted === wanted;
}

/** True when one of the alternatives is granted: `read` for reading, `write` for everything else. */
export function permits(granted: AppPermissions, alternatives: readonly AppPermission[], method: string): boolean {
  const wanted: Level = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  return alternatives.some((one) => covers(granted[one], wanted));
}
