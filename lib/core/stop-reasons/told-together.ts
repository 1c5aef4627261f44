// What is told together with what it is like: drift of a unit, documents of a fleet, the branch, and dead letters. A
// data table.
import type { StopRow } from './row.ts';

const MINUTE_MS = 60_000;
const FOLLOWING = 'The fleets stay at the last commit that was taken. What is applied goes on serving.';

export const TOLD_TOGETHER = {
  drift: {
    title: 'somebody changed the cloud',
    by: 'drift',
    issue: 'drift',
    afterMs: 0,
    holds: 'What was changed stays changed unless the policy has it healed.',
    nextStep:
      'Whoever made the change takes it back by hand, or brings it into the manifests with a pull request; the issue says whether it is put back by itself.',
  },
  'not-ours': {
    title: 'what is wanted is not ours',
    by: 'drift',
    issue: 'drift',
    afterMs: 0,
    holds: 'Rangelight changes only what carries its mark.',
    nextStep:
      'The author of the manifest gives the object another name or takes it out, or whoever owns what stands there removes it or gives it its mark back.',
  },
  'endpoints-old': {
    title: 'endpoints are old',
    by: 'drift',
    issue: 'drift',
    afterMs: 0,
    holds: 'Pods that came since get no requests.',
    nextStep:
      'An administrator makes the cluster that is named readable for the functions; where the policy in force lets nothing be written, a maintainer changes `policy.apply` with a pull request.',
  },
  'head-lost': {
    title: 'the head of the branch is lost',
    by: 'drift',
    issue: 'state',
    afterMs: 0,
    holds: 'Nothing is planned until the branch is followed anew.',
    nextStep: 'Nobody has to do anything: the branch is followed anew by itself.',
  },
  'document-damaged': {
    title: 'a document is damaged',
    by: 'drift',
    issue: 'state',
    afterMs: 0,
    holds: 'What cannot be read permits nothing: nothing is deleted because of it.',
    nextStep: 'Whoever the issue names for each document does what it says there; most are made anew by themselves.',
  },
  'record-lost': {
    title: 'the record of what was applied is lost',
    by: 'drift',
    issue: 'state',
    afterMs: 0,
    holds: 'The namespace is not changed without a person where it does not stand as the branch wants it.',
    nextStep:
      'Somebody who may approve reads the plan that has the gate `unrecorded` and approves it, where there is one; the rest is made anew by itself.',
  },
  'policy-unknown': {
    title: 'which policy is in force is not known',
    by: 'drift',
    issue: 'state',
    afterMs: 0,
    holds: 'Nothing is applied until a person confirms the policy.',
    nextStep: 'A maintainer reads the policy in the fleet file and confirms it with a comment `/rangelight apply`.',
  },
  'stray-head': {
    title: 'the branch was moved in a way that is not known',
    by: 'planner',
    issue: 'branch',
    check: 'rangelight/plan',
    afterMs: 3 * MINUTE_MS,
    holds: FOLLOWING,
    nextStep: 'A maintainer looks at the branch and comments `/rangelight follow COMMIT`, or forces it back.',
  },
  'no-branch': {
    title: 'the branch cannot be found',
    by: 'planner',
    issue: 'branch',
    afterMs: 3 * MINUTE_MS,
    holds: FOLLOWING,
    nextStep: 'An administrator writes its new name into `RANGELIGHT_BRANCH`, or makes the branch again.',
  },
  'no-repository': {
    title: 'the repository cannot be seen',
    by: 'planner',
    issue: 'branch',
    afterMs: 3 * MINUTE_MS,
    holds: FOLLOWING,
    nextStep: 'An administrator gives the planner access to the repository, or corrects its name in the configuration.',
  },
  'dead-letter': {
    title: 'a message could not be handled',
    by: 'drift',
    issue: 'dead-letters',
    afterMs: 0,
    holds: 'What the message asked for was not done; everything else went on.',
    nextStep: 'An administrator mends what the log of the function says, then runs `rangelight replay`.',
  },
} as const satisfies Readonly<Record<string, StopRow>>;
