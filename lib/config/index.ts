// Settings of the functions, from the environment: the only reader of process.env.
// In: environment variables. Out: Config.
export type { ClusterAccess, Config, PrivateConfig, TopicNames } from './environment.ts';
export { processEnvironment, readConfig, readPrivateConfig } from './environment.ts';
export type { ExpectedCaller } from './expected-caller.ts';
export { defaultInstallation, INSTALLATION } from './installation.ts';
export type { ServedRepositories, ServedRepository } from './repositories.ts';
