// What is unproven without a real project, as commands that show it: one for each row of docs/deploy-unproven.md, found
// by how the row begins. They read, but for those that say otherwise. A data table.

export interface SmokeCheck {
  /** How the row begins. */
  readonly assumed: string;
  /** Of a shell; PROJECT, REGION and BUCKET are environment variables. Exit status 0: it is as assumed. */
  readonly command: string;
  /** What takes a person: the command, if any, comes after it. */
  readonly byHand?: string;
}

const SERVICE = 'gcloud run services describe "rangelight-$NAME" --project="$PROJECT" --region="$REGION"';
const forEach = (names: string, command: string): string => `for NAME in ${names}; do ${command} || exit 1; done`;
const ALL = 'webhook planner worker drift reporter';
const PRIVATE = 'planner worker drift reporter';

function logged(filter: string): string {
  const query = `resource.type="cloud_run_revision" AND ${filter}`;
  return `gcloud logging read '${query}' --project="$PROJECT" --freshness=1d --limit=1 --format='value(insertId)' | grep -q .`;
}

const neverLogged = (filter: string): string => `! ${logged(filter)}`;

export const CHECKS: readonly SmokeCheck[] = [
  {
    assumed: 'each call of Compute takes the permissions',
    byHand: 'merge the demo (infra/local/seed) with policy.apply: merge, and change one of its hosts',
    command: neverLogged('jsonPayload.error.code="denied" AND jsonPayload.error.system="compute"'),
  },
  {
    assumed: '`….use` of `urlMaps`',
    byHand: 'merge the demo, with TLS and a Cloud Armor policy',
    command: neverLogged('jsonPayload.error.code="denied" AND jsonPayload.error.message:".use"'),
  },
  {
    assumed: 'a group made without a subnetwork',
    byHand: 'merge a fleet file with negs: worker',
    command: neverLogged('jsonPayload.error.message:"compute.subnetworks.use"'),
  },
  {
    assumed: 'every permission may stand in a custom role',
    command: forEach('planner worker drift', 'gcloud iam roles describe "rangelight_$NAME" --project="$PROJECT"'),
  },
  {
    assumed: 'server-side apply through the gateway',
    command: neverLogged('jsonPayload.error.message:"gkehub.gateway."'),
  },
  {
    assumed: 'replacing an object takes',
    command: neverLogged('jsonPayload.error.code="denied" AND jsonPayload.error.system="storage"'),
  },
  { assumed: 'APIs must be on in the project', command: neverLogged('jsonPayload.error.message:"SERVICE_DISABLED"') },
  {
    assumed: 'the Pub/Sub service agent is',
    command:
      'gcloud pubsub topics get-iam-policy rangelight-dead-letters --project="$PROJECT" --format=json | grep -q gcp-sa-pubsub',
  },
  {
    assumed: 'Pub/Sub and Cloud Scheduler may make tokens',
    command: neverLogged('jsonPayload.message="a call without a valid identity token is refused"'),
  },
  {
    assumed: 'pushes and ticks of the same project',
    command: logged('resource.labels.service_name="rangelight-drift" AND jsonPayload.message="a fleet was swept"'),
  },
  {
    assumed: 'without the invoker check the token',
    command: neverLogged('jsonPayload.why:"signature"'),
  },
  {
    assumed: 'an organisation lets the invoker check',
    command: forEach(ALL, `${SERVICE} --format='value(status.url)' | grep -q .`),
  },
  {
    assumed: 'a message is delivered again for up to',
    byHand: 'publish a task that names no fleet, and wait: it has to be told as a dead letter after 8 deliveries',
    command: logged('jsonPayload.message="a message is given up, and kept with the dead letters"'),
  },
  {
    assumed: '600 s for a request',
    command: forEach(PRIVATE, `[ "$(${SERVICE} --format='value(spec.template.spec.timeoutSeconds)')" = 600 ]`),
  },
  {
    assumed: 'the base image has Node at',
    command: 'docker build --file infra/deploy/Dockerfile --tag rangelight:smoke dist/functions',
  },
  {
    assumed: 'the base image has Node 24',
    command: 'docker run --rm rangelight:smoke --version | grep -q "^v24\\."',
  },
  {
    assumed: 'a sweep at rest takes 4 s',
    command: neverLogged('jsonPayload.message="a fleet was swept" AND jsonPayload.tookMs>8000'),
  },
  { assumed: 'memory, instances and requests', command: neverLogged('textPayload:"Memory limit"') },
  {
    assumed: '`rangelight doctor` finds nothing',
    command: 'npm run -s rangelight -- doctor --project "$PROJECT" --bucket "$BUCKET" --region "$REGION"',
  },
  { assumed: "half of a project's default quotas", command: neverLogged('jsonPayload.error.code="rate-limited"') },
  {
    assumed: 'arguments mean what the schema',
    byHand: 'terraform apply; --terraform says in which folder',
    command: 'terraform -chdir="$TERRAFORM" plan -detailed-exitcode -input=false',
  },
  {
    assumed: 'alerts fire on the lines',
    command:
      'gcloud alpha monitoring policies list --project="$PROJECT" --format="value(displayName)" | grep -qi rangelight',
  },
  {
    assumed: 'the manifest is taken as it is',
    byHand: 'make the App as docs/deploy.md says; the form shows what it would have otherwise',
    command: 'true',
  },
  { assumed: 'a webhook that is off when', byHand: 'turn it on in the settings of the App', command: 'true' },
  {
    assumed: 'workflows do what they say',
    byHand: 'push a tag in a fork',
    command: 'gh run list --workflow=release.yml --limit=1 --json=conclusion --jq=".[0].conclusion" | grep -qx success',
  },
];
