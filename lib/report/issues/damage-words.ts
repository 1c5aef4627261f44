// What a damaged document holds back, and what mends it, by the collection that it lies in. Markdown.

export interface DamageWords {
  readonly holds: string;
  readonly mends: string;
  /**
   * Undefined: nobody has to do anything. `resume`: the pause is ended; `unfreeze`: the freeze is; `remove`: the object
   * is taken away.
   */
  readonly order?: 'resume' | 'unfreeze' | 'confirm' | 'remove';
}

const BY_ITSELF = 'It is written anew by itself.';
const PLANNED = 'It is written anew when the head is planned again, which Rangelight asks for.';

export const DAMAGE_WORDS: Readonly<Record<string, DamageWords>> = {
  applied: {
    holds: 'Nothing is taken away from that unit without an approval, and its drift is not seen.',
    mends: 'It is made anew as soon as what stands is what is wanted.',
  },
  approvals: {
    holds: 'The approval does not count.',
    mends: 'A new approval of that plan takes its place. Where none is asked for any more, it is removed.',
    order: 'remove',
  },
  'dead-letters': {
    holds: 'What that message asked for was not done, and it cannot be sent again.',
    mends: 'What it was about is planned again by a push or a comment; then it is removed.',
    order: 'remove',
  },
  desired: { holds: 'The unit is not healed.', mends: PLANNED },
  drift: { holds: 'What was told of drift last is not known.', mends: BY_ITSELF },
  facts: { holds: 'A network tag that leaves the firewall rule needs an approval.', mends: PLANNED },
  finished: {
    holds: 'Which policy is in force is not known: nothing is applied, and nothing is healed.',
    mends: 'A person confirms the policy of the branch.',
    order: 'confirm',
  },
  freezes: {
    holds: 'The fleet stays frozen: no run begins, and no drift is put back.',
    mends: 'An admin of the repository ends the freeze.',
    order: 'unfreeze',
  },
  heads: {
    holds: 'Nothing is applied or healed, and pull requests are compared with nothing.',
    mends: 'It begins anew at the branch with the next look there, within minutes.',
  },
  'latest-facts': { holds: 'Nothing.', mends: BY_ITSELF },
  leases: { holds: 'The unit waits as long as a lease lasts.', mends: 'The next worker takes its place.' },
  'named-secrets': { holds: 'New content of those Secrets is not seen.', mends: PLANNED },
  open: { holds: 'The run does not go on.', mends: 'The unit is planned again.' },
  owners: { holds: 'Nothing, while the head is there.', mends: 'It is written anew with the next commit.' },
  pauses: {
    holds: 'The unit, or the fleet, stays paused.',
    mends: 'A person resumes it.',
    order: 'resume',
  },
  pins: {
    holds: 'The unit is not held where a person rolled it back to.',
    mends: 'A new rollback takes its place; else it is removed.',
    order: 'remove',
  },
  plans: { holds: 'That plan is not run.', mends: PLANNED },
  policies: {
    holds: 'Where the policy in force is not known, the word of a person for it does not count.',
    mends: 'A person confirms it again where that is asked for; else it is removed.',
    order: 'remove',
  },
  retirements: {
    holds: 'What is replaced in that unit stands an hour longer.',
    mends: BY_ITSELF,
  },
  revisions: { holds: 'Nothing of the head begins.', mends: PLANNED },
  sightings: { holds: 'Drift is put back three minutes later.', mends: BY_ITSELF },
  rollbacks: {
    holds: 'What a run went back from may be tried again.',
    mends: 'The next rollback takes its place; else it is removed.',
    order: 'remove',
  },
};

/** Without them nothing of their namespace is changed. */
const OF_NAMESPACE: readonly string[] = ['applied', 'open', 'retirements', 'rollbacks'];

/** Of one that a newer Rangelight wrote: nothing is written over it. */
export function newerWords(collection: string): DamageWords {
  const holds = OF_NAMESPACE.includes(collection)
    ? 'That unit is left alone: nothing of it is changed.'
    : (DAMAGE_WORDS[collection] ?? OTHER_DAMAGE).holds;
  return { holds, mends: 'The version that wrote it is deployed again.' };
}

/** Of a collection that nothing else is known of. */
export const OTHER_DAMAGE: DamageWords = { holds: 'What stands on it.', mends: 'It is removed.', order: 'remove' };
