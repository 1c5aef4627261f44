// Jobs of Cloud Scheduler, as they were made. Source: Cloud Scheduler REST reference, projects.locations.jobs.

export interface JobState {
  /** Of cron. */
  readonly schedule: string;
  readonly state: 'ENABLED' | 'PAUSED' | 'DISABLED';
  readonly uri: string;
  readonly serviceAccountEmail: string;
  readonly audience: string;
}

export function jobResource(name: string, job: JobState): object {
  const { schedule, state, uri, serviceAccountEmail, audience } = job;
  return {
    name,
    httpTarget: { uri, httpMethod: 'POST', oidcToken: { serviceAccountEmail, audience } },
    schedule,
    timeZone: 'Etc/UTC',
    state,
  };
}
