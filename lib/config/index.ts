// Settings of the functions, from the environment: the only reader of process.env.
// In: environment variables. Out: Config. May import: core.
export type { ClusterAccess, Config, RepositoryName, TopicNames } from './environment.ts';
export { processEnvironment, readConfig } from './environment.ts';
export { defaultInstallation, INSTALLATION } from './installation.ts';
