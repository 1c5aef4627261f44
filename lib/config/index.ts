// Settings of the functions, from the environment: the only reader of process.env.
// In: environment variables. Out: a Config for each function.
export type { ClusterAccess } from './cluster-access.ts';
export type {
  Config,
  DriftConfig,
  FleetConfig,
  PlannerConfig,
  PrivateConfig,
  ReporterConfig,
  TopicNames,
  WebhookConfig,
  WorkerConfig,
} from './environment.ts';
export {
  processEnvironment,
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWebhookConfig,
  readWorkerConfig,
} from './environment.ts';
export type { ExpectedCaller } from './expected-caller.ts';
export type { GitHubConfig } from './github.ts';
export { defaultInstallation, INSTALLATION } from './installation.ts';
export type { ServedRepositories, ServedRepository } from './repositories.ts';
export { stepsAtOnce } from './rates.ts';
