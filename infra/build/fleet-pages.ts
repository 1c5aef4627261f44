// The pages about a fleet that runs: what each of their commands ends with and says when `npm run build:fleet` runs it,
// in the order of the pages, on a fleet whose last push waits for an approval.

export interface Shown {
  /** As the page has it. */
  readonly command: string;
  readonly code: number;
  /** The form of what it prints. */
  readonly says: RegExp;
  /** What the person answers who is asked. */
  readonly answer?: string;
}

export const FLEET_PAGES: Readonly<Record<string, readonly Shown[]>> = {
  'docs/runbook.md': [
    {
      command: 'status',
      code: 3,
      says: /^fleet prod {2}acme\/ingress .*needs-approval[^]*\n {2}blue +needs approval [^]*rangelight approve [0-9a-f]{12} /,
    },
    {
      command: "pause --reason 'we look at it'",
      code: 0,
      says: /^prod is paused by cli \S+ until somebody resumes: we look at it\n$/,
    },
    { command: "resume --reason 'it is mended'", code: 0, says: /^prod goes on\n$/ },
    {
      command: "drain us-west1/gke-us --project my-project --for 2h --reason 'the site is down'",
      code: 0,
      says: /What was done:(?:\r?\n {2}(?:blue|istio-apps) {2}rl1-bs-\S+ {2}(?!failed|refused).+)+/,
      answer: 'y\n',
    },
    {
      command: 'run 000042-1f3a',
      code: 0,
      says: /^run 000001-[0-9a-f]+ of blue in prod: succeeded[^]*\nchanges\n[^]*\nsteps\n/,
    },
    { command: "replay --reason 'what was given up'", code: 0, says: /^there are no dead letters\n$/ },
    { command: "replay --all --reason 'it is mended'", code: 0, says: /^there was nothing to replay\n$/ },
    {
      command: "approve 8c1f0e64a3b2 --reason 'nobody visits it'",
      code: 0,
      says: /^blue: the plan [0-9a-f]{64} is approved\n$/,
    },
    {
      command: 'history urlMaps/rl1-um-blue-foobar',
      code: 0,
      says: / run 000001-[0-9a-f]+ of blue: succeeded\n[^]* create projects\/demo-project\/global\/urlMaps\/rl1-um-blue-/,
    },
    {
      command: "freeze --for 2h --reason 'somebody else writes it'",
      code: 0,
      says: /^prod is frozen by cli \S+ until [-\d]+ [:\d]+ UTC: somebody else writes it\n$/,
    },
    { command: "unfreeze --reason 'nobody else writes it'", code: 0, says: /^prod is not frozen any more/ },
    {
      command: "pause blue --reason 'not what we meant'",
      code: 0,
      says: /^blue is paused by cli \S+ until somebody resumes: not what we meant\n$/,
    },
    {
      command: "rollback blue --reason 'not what we meant'",
      code: 3,
      says: /^blue is to go back to run \d+-[^]*\nTo begin: rangelight approve [0-9a-f]{64}\n$/,
    },
    {
      command: "approve 3fa9c01b --reason 'back to what was good'",
      code: 0,
      says: /^blue: the plan [0-9a-f]{64} is approved\n$/,
    },
    { command: "resume blue --reason 'going back'", code: 0, says: /^blue goes on\n$/ },
    {
      command: "approve 3fa9c01b --reason 'GitHub is down'",
      code: 0,
      says: /^blue: the plan [0-9a-f]{64} is approved\n$/,
    },
    // The page took this unit back before.
    {
      command: "apply blue --reason 'GitHub is down'",
      code: 3,
      says: /^blue: is rolled back to run \d+-.*To go on: rangelight resume blue\n$/,
    },
    {
      command: "apply --reason 'the policy of the branch is right'",
      code: 3,
      says: /blue: is rolled back to run \d+-.*To go on: rangelight resume blue\n/,
    },
  ],
  'docs/mesh.md': [
    {
      command: 'mesh verdict istio-apps/caller http://sample-producer:8080/ . --cluster us-west1/gke-us',
      code: 0,
      says: / is answered\n(?: {2}.*\n)*? {2}europe-north1\/gke-eu: 1 pod of istio-apps\/sample-producer answers\n/,
    },
  ],
  'docs/drain.md': [
    {
      command: "drain us-west1/gke-us --project my-project --for 2h --reason 'disks of the zone fail'",
      code: 0,
      says: /What was done:(?:\r?\n {2}(?:blue|istio-apps) {2}rl1-bs-\S+ {2}(?!failed|refused).+)+/,
      answer: 'y\n',
    },
    // Nobody sits there: share by share it takes six minutes, which test/proof/drain.test.ts walks through.
    {
      command: 'undrain us-west1/gke-us --project my-project',
      code: 2,
      says: /^prod: us-west1\/gke-us would get its requests back in\n(?: {2}\S+ {2}rl1-bs-\S+\n)+Nothing was changed; --yes does it\.\n$/,
    },
  ],
};
