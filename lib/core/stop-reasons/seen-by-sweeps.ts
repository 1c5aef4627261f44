// What a sweep sees and tells in an issue for each reason: guards, people's words, runs and plans that do not go on,
// and what cannot be read. A data table.
import type { StopRow } from './row.ts';

const MINUTE_MS = 60_000;

export const SEEN_BY_SWEEPS = {
  'hosted-controller': {
    title: 'the hosted controller is active',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds:
      'No change is written, because two controllers must not write the same objects. What stands goes on serving, plans and drift are shown, endpoints are kept, and a run that had begun comes to its end.',
    nextStep:
      'An administrator of the fleet finds out which product needs the feature (Multi-cluster Gateway uses it too), and chooses other config clusters or `controller: gke` in the fleet file. A feature that serves must not be switched off.',
  },
  'hosted-controller-unknown': {
    title: 'whether the hosted controller is active cannot be read',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds: 'Nothing new is written until it is known that no second controller writes the same objects.',
    nextStep:
      'An administrator of the fleet host project gives the functions the role `roles/gkehub.viewer` there, or waits until GKE Hub answers again.',
  },
  'another-installation': {
    title: 'another installation has a fleet of this name here',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds: 'Nothing new is written, because each of the two would take away what the other makes.',
    nextStep: 'An administrator stops one of the two installations, or gives its fleet another name or project.',
  },
  paused: {
    title: 'somebody paused it',
    by: 'drift',
    issue: 'stop',
    afterMs: 0,
    holds: 'Nothing is written to what is paused. What serves goes on, and drift is told.',
    nextStep: 'Whoever may approve ends it with a comment `/rangelight resume` when the reason is over.',
  },
  frozen: {
    title: 'an admin froze it',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds:
      'No run begins, also none that is approved, and drift is told and not put back. What serves goes on, a run that had begun comes to its end, and endpoints are kept.',
    nextStep:
      'Nobody has to do anything where an end is named: it ends by itself then, and what waits begins within minutes. An admin of the repository ends it before that with a comment `/rangelight unfreeze`.',
  },
  'rolled-back': {
    title: 'a namespace was rolled back and stays there',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds: 'What the branch asks for there is not applied. It stays at what an earlier run reached.',
    nextStep:
      'The author mends the reason and merges a commit that asks for something else there. What a person rolled back goes on too when whoever may approve comments `/rangelight resume --unit UNIT`.',
  },
  'run-failed': {
    title: 'a run failed',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 0,
    holds: 'The steps that failed, and what stands on them, are not done. The rest is done, and what served serves.',
    nextStep:
      'Whoever can mend the cause that is named does so; then the author pushes, or somebody comments `/rangelight plan`.',
  },
  'run-waits': {
    title: 'a run has been waiting for more than 15 minutes',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 15 * MINUTE_MS,
    holds: 'What stands on it waits too. Nothing that serves is taken away meanwhile.',
    nextStep: 'Whoever can mend what it waits for does so; it goes on by itself within a minute.',
  },
  'run-not-begun': {
    title: 'a released plan has not begun for 15 minutes',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 15 * MINUTE_MS,
    holds: 'What was merged is not applied. What is applied goes on serving.',
    nextStep:
      'An administrator of the installation looks into the log of the worker, which says why it does not begin.',
  },
  'approval-waits': {
    title: 'a plan has been waiting for a person for 15 minutes',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 15 * MINUTE_MS,
    holds: 'What was merged is not applied in that namespace.',
    nextStep:
      'Somebody who may approve reads the check `rangelight/apply` of the newest commit of the branch, which has the comment that lets the plan through, or takes the change back.',
  },
  'head-not-planned': {
    title: 'the newest commit has not been planned for 15 minutes',
    by: 'drift',
    issue: 'stop',
    afterMs: 15 * MINUTE_MS,
    holds: 'Nothing of that commit is applied. What is applied goes on serving.',
    nextStep: 'An administrator of the installation looks into the log of the planner, which says why it cannot plan.',
  },
  'revision-blocked': {
    title: 'errors block the newest commit',
    by: 'planner',
    check: 'rangelight/apply',
    afterMs: 0,
    holds: 'Nothing of that commit is applied. What is applied goes on serving.',
    nextStep: 'The author of the commit mends the errors that the check `rangelight/plan` names, and pushes.',
  },
  'credential-refused': {
    title: 'every cluster refuses the credential of the planner',
    by: 'planner',
    check: 'rangelight/plan',
    afterMs: 0,
    holds: 'Nothing of the commit is applied, because nothing is known of the fleet. What is applied goes on serving.',
    nextStep:
      'An administrator of the installation mends the credential of the planner; it is planned again by itself.',
  },
  'config-cluster-behind': {
    title: 'a config cluster lacks what was merged',
    by: 'drift',
    issue: 'stop',
    check: 'rangelight/apply',
    afterMs: 10 * MINUTE_MS,
    holds: 'The load balancers have the change. The copies of the manifests in that cluster are of an older commit.',
    nextStep:
      'An administrator makes the API server of the cluster reachable for the functions; the copies are then brought up to date within some minutes.',
  },
  'cluster-unreadable': {
    title: 'a cluster cannot be read',
    by: 'drift',
    issue: 'stop',
    afterMs: 15 * MINUTE_MS,
    holds:
      'What hangs together with it is neither deleted nor made smaller; all else goes on. Its copies, Services and endpoints are not kept up to date.',
    nextStep:
      'An administrator of the cluster makes its API server reachable, or gives the service accounts of the functions the rights that the message names.',
  },
  'kind-unreadable': {
    title: 'resources of a kind cannot be read',
    by: 'drift',
    issue: 'stop',
    afterMs: 15 * MINUTE_MS,
    holds:
      'What hangs together with one of them is neither deleted nor made smaller; all else goes on. Drift of these resources is not seen.',
    nextStep:
      'An administrator of the project gives the service accounts of the functions the right to list them, or waits until Compute answers again.',
  },
  'not-made-by-others': {
    title: 'what others make of it is not as expected',
    by: 'drift',
    issue: 'stop',
    afterMs: 0,
    holds:
      'Nothing waits for it. What is applied stands, and whoever calls what is missing gets no answer: the message says what a caller feels.',
    nextStep:
      'An administrator of the fleet looks whether the controller that is named runs, and is enabled for the fleet; Multi-cluster Services needs its importer in each cluster, its zone in Cloud DNS, and a network that the clusters share.',
  },
  'retirement-waits': {
    title: 'nobody can tell whether what was replaced is still used',
    by: 'drift',
    issue: 'stop',
    afterMs: 120 * MINUTE_MS,
    holds: 'Traffic has moved, and what serves is not touched. What was replaced stands on, and counts against quotas.',
    nextStep:
      'An administrator of the project gives the worker the right `monitoring.timeSeries.list`, or mends what the message names; it goes by itself then. Where no requests come by which anybody could tell, somebody who may approve, and did not merge what replaced it, says the comment that the message ends with, on this issue or any other one.',
  },
  'override-stays': {
    title: "a person's word on a cluster stands for longer than was said",
    by: 'drift',
    issue: 'stop',
    afterMs: 5 * MINUTE_MS,
    holds: 'What the person kept as it is stays so. Everything else goes on.',
    nextStep:
      'Whoever runs the cluster mends what the message names: it ends by itself then, step by step. Where it is to stand on, the person says another time; where nothing may be written, the person ends it.',
  },
  'sweep-late': {
    title: 'no sweep came for some time',
    by: 'drift',
    issue: 'stop',
    afterMs: 0,
    holds: 'In that time no drift was seen or healed, no endpoint was kept up to date, and no waiting run was woken.',
    nextStep:
      'An administrator of the installation looks into Cloud Scheduler and the log of the function `drift` for that time. The issue closes after an hour without a gap.',
  },
  'sweep-fails': {
    title: 'the fleet cannot be swept',
    by: 'drift',
    issue: 'stop',
    afterMs: 15 * MINUTE_MS,
    holds: 'No drift is seen or healed, and no endpoint is kept up to date. Runs that wait are woken.',
    nextStep: 'Whoever can mend the cause that is named does so; the next sweep goes on by itself.',
  },
} as const satisfies Readonly<Record<string, StopRow>>;
