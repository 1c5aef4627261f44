// Of what somebody on call is told at once, by Cloud Monitoring: the Terraform module makes a policy of each, and
// docs/runbook.md has a section for each. Filters are of the Logging query language.

const SERVICES = 'resource.type="cloud_run_revision" AND resource.labels.service_name=~"^rangelight-"';

/** Lines of the log of which one is enough. */
export const LOG_ALERTS = {
  'run-failed': {
    title: 'A run failed or went back',
    filter: `${SERVICES} AND jsonPayload.message="a run ended" AND jsonPayload.result=("blocked" OR "rolled-back")`,
  },
  'message-given-up': {
    title: 'A message was given up',
    filter: `${SERVICES} AND jsonPayload.message=("a message is given up, and kept with the dead letters" OR "a message could not be handled and is given up")`,
  },
  errors: {
    title: 'A function logs an error',
    filter: `${SERVICES} AND severity>=ERROR`,
  },
} as const;

/** A line that has to come again and again. */
export const SILENCE_ALERTS = {
  'no-sweep': {
    title: 'No sweep for 15 minutes',
    filter: `${SERVICES} AND jsonPayload.message="a fleet was swept"`,
    seconds: 900,
  },
} as const;

/** Of every subscription that calls a function. Seconds that its oldest message may wait. */
export const OLDEST_MESSAGE_ALERT = {
  id: 'messages-wait',
  title: 'Messages have waited for 30 minutes',
  seconds: 1800,
};

/** Page and heading, for the words of each policy. */
export function alertWords(id: string): string {
  return `What to do: docs/runbook.md#alert-${id}`;
}
