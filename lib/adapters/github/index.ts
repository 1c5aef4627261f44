// GitHub through Octokit: a repository read only, and what the reporter writes.
// In: a token. Out: the Repository and CodeHost ports. May import: core, ports, calls.
export type { GitHubOptions } from './client.ts';
export type { CodeHostOptions } from './code-host.ts';
export { createCodeHost } from './code-host.ts';
export type { RepositoryOptions } from './repository.ts';
export { createRepository } from './repository.ts';
