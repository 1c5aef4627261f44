// GitHub through Octokit: a repository read only, and what the reporter writes.
// In: a token, or a GitHub App's key. Out: the Repository and CodeHost ports. May import: core, ports, calls, clock.
export type { GitHubAccess } from './access.ts';
export type { GitHubOptions } from './client.ts';
export type { CodeHostOptions } from './code-host.ts';
export { createCodeHost } from './code-host.ts';
export type { RepositoryOptions } from './repository.ts';
export { createRepository } from './repository.ts';
export type { GitHubRates } from './pace.ts';
