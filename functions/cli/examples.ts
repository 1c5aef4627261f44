// What each verb's help shows at its end: how people really call it. A data table; a test parses every line.

export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  init: [
    'rangelight init',
    'rangelight init . --project my-project --memberships --write',
    'rangelight init . --project my-project --controller gke --write',
  ],
  validate: ['rangelight validate', 'rangelight validate infra/fleet --json'],
  compile: ['rangelight compile', 'rangelight compile . --json > wanted.json'],
  plan: [
    'rangelight plan',
    'rangelight plan . --context us-west1/gke-us=my-context',
    'rangelight plan . --json | jq .revision.verdict',
  ],
  route: [
    'rangelight route https://shop.example.com/cart --from europe-west1',
    "rangelight route https://shop.example.com/ manifests --from us-west1 --header 'X-Canary: yes'",
  ],
  dns: [
    'rangelight dns sample-producer.istio-apps.svc.clusterset.local --from us-west1/gke-us',
    'rangelight dns db-0.gke-us.us-west1.db.shop.svc.clusterset.local . --from europe-north1/gke-eu --facts facts.json',
  ],
  mesh: [
    'rangelight mesh verdict istio-apps/caller http://sample-producer:8080/',
    'rangelight mesh verdict default/nodeapp3 nodeapp2.default.svc.cluster.local:80 . --cluster us-west1/gke-us --json',
  ],
  compare: [
    'rangelight compare commit:main .',
    'rangelight compare . hosted --context us-west1/gke-us=my-context',
    'rangelight compare . url-map.json --ingress shop/storefront',
    'rangelight compare old new --json',
  ],
  traffic: [
    'rangelight traffic requests.jsonl.gz',
    'rangelight traffic logs manifests --before commit:main',
    'rangelight traffic requests.jsonl . --json | jq .effects',
  ],
  incident: [
    'rangelight incident --list',
    'rangelight incident frozen infra/fleet',
    'rangelight incident reverted infra/fleet --base commit:main --json',
  ],
  import: [
    'rangelight import --from-cluster us-west1/gke-us --project my-project',
    'rangelight import --from-cluster us-west1/gke-us --project my-project --backup europe-west1/gke-eu --out fleet',
  ],
  drain: [
    "rangelight drain us-west1/gke-us --project my-project --for 2h --reason 'disks of the zone fail'",
    "rangelight drain us-west1/gke-us --project my-project --for 1d --reason 'new nodes' --as-far-as-possible --yes",
    "rangelight drain us-west1/gke-us --project my-project --for 1d --reason 'new nodes' --write infra/fleet",
  ],
  undrain: [
    'rangelight undrain us-west1/gke-us --project my-project',
    'rangelight undrain us-west1/gke-us --project my-project --at-once --yes --json',
  ],
  parity: ['rangelight parity', 'rangelight parity . --json | jq .secrets'],
  explain: ['rangelight explain backend-not-found', 'rangelight explain quota'],
  doctor: [
    'rangelight doctor --region europe-west1',
    'rangelight doctor --region europe-west1 --fleet-host fleet-project --json',
  ],
  status: ['rangelight status', 'rangelight status shop --json'],
  runs: ['rangelight runs', 'rangelight runs --fleet shop --unit blue --most 5'],
  run: ['rangelight run 000042-1f3a', 'rangelight run 000042-1f3a5c7e9b1d3f50 --fleet shop --json'],
  history: [
    'rangelight history MultiClusterIngress/blue/foobar',
    'rangelight history https://compute.googleapis.com/compute/v1/projects/p/global/urlMaps/rl1-um-blue-foobar',
  ],
  pause: [
    "rangelight pause --reason 'traffic incident'",
    "rangelight pause shop --for 2h --reason 'database migration'",
  ],
  resume: ["rangelight resume --reason 'incident is over'", "rangelight resume shop --reason 'migrated'"],
  freeze: ["rangelight freeze --for 8h --reason 'Black Friday'"],
  unfreeze: ["rangelight unfreeze --reason 'sales are over'"],
  apply: ["rangelight apply --reason 'in the agreed window'", "rangelight apply shop --reason 'in the agreed window'"],
  approve: ["rangelight approve 3fa9c01b --reason 'the host is gone for good'"],
  rollback: [
    "rangelight rollback shop --reason 'errors since 14:05'",
    "rangelight rollback shop --to 42-3fa9c01b --now --reason 'errors since 14:05'",
  ],
  clean: [
    "rangelight clean --reason 'see what is left over'",
    "rangelight clean --older-than 365d --delete --reason 'a year of it'",
  ],
  replay: ["rangelight replay --reason 'see what was given up'", "rangelight replay --all --reason 'GitHub is back'"],
};

/** The end of a verb's help; empty for one without examples. */
export function examplesText(verb: string): string {
  const lines = EXAMPLES[verb] ?? [];
  return lines.length === 0 ? '' : ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n');
}
