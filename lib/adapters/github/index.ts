// GitHub through Octokit: the repositories that are served, read only, and what the reporter writes there.
// In: a token, or a GitHub App's key. Out: the Repositories and CodeHosts ports.
export type { GitHubAccess } from './access.ts';
export type { GitHubOptions } from './client.ts';
export type { CodeHostOptions } from './code-host.ts';
export { createCodeHosts } from './code-host.ts';
export type { RepositoryOptions } from './repository.ts';
export { createRepositories } from './repository.ts';
export type { GitHubRates } from './pace.ts';
export { createGitHubApp } from './own-app.ts';
