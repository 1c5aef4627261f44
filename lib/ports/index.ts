// What the use cases need of the world, as interfaces only. Every implementation sits the same contract suite.
// All failures are RangelightError.
export type { Bucket, BucketName, Buckets, Store, StoredText } from './bucket.ts';
export type { Clock } from './clock.ts';
export type { Annotation, CheckAction, CheckRun, CodeHost, CodeHosts, Deployment } from './code-host.ts';
export type {
  Conversations,
  Permission,
  PersonsComment,
  PressedCheckRun,
  Reaction,
  Topic,
} from './conversations.ts';
export type { Compute, ComputeObject, EndpointHealth, Endpoint, Listed, PastChange, NamedPolicy } from './compute.ts';
export type { OwnApp } from './own-app.ts';
export type { GoogleProject, GoogleService } from './google-project.ts';
export type { FleetHub, MemberState, Membership } from './fleet-hub.ts';
export type { ClusterObject, Clusters, ReadKind } from './clusters.ts';
export type { Log, LogFields } from './log.ts';
export type { BackendRequests, Monitoring } from './monitoring.ts';
export type {
  Publisher,
  ReportMessage,
  RevisionHint,
  RunTask,
  RunTasks,
  TaskMessage,
  UnitRun,
} from './publisher.ts';
export type {
  PullCommit,
  PullCommits,
  PullHistory,
  PullRequest,
  Push,
  Pushes,
  Repositories,
  Repository,
  TestMerge,
  Wanted,
} from './repository.ts';
export type { SecretContent, Secrets } from './secrets.ts';
