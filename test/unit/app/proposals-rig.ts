// Pull requests against a repository in memory: planner, reporter and topics in turn, with a record of what was opened.
import { planRevision } from '../../../lib/app/plan-revision.ts';
import { receiveDelivery } from '../../../lib/app/receive-delivery.ts';
import { report } from '../../../lib/app/report.ts';
import type { PlannerWorld, ReporterWorld } from '../../../lib/app/world.ts';
import type { Json, JsonObject } from '../../../lib/core/index.ts';
import type { Fleet } from '../../../lib/fleet/index.ts';
import type { CheckRun, PullRequest, Repository, RevisionHint } from '../../../lib/ports/index.ts';
import { commitComment } from '../../../lib/report/index.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { createMemoryCodeHost, type MemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryRepository, type Tree } from '../../fakes/memory-repository.ts';
import { EU, PROJECT, US } from '../balancer.ts';
import { createRig, NEVER, type Rig } from './rig.ts';

export interface FleetText {
  readonly name?: string;
  readonly project?: string;
  readonly clusters?: readonly string[];
  readonly policy?: string;
}

export function fleetFile({
  name = 'prod',
  project = PROJECT,
  clusters = [EU, US],
  policy = '',
}: FleetText = {}): string {
  return `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: ${name}}
spec:
  project: ${project}
  network: default
  configClusters: {primary: ${EU}, backup: ${US}}
  clusters:
${clusters.map((link) => `    - link: ${link}`).join('\n')}
  manifests: ["manifests/**/*.yaml"]
  controller: rangelight
  policy: {${policy === '' ? 'apply: manual' : policy}}
`;
}

export function manifests(host: string): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: web, namespace: blue}
spec:
  template:
    spec:
      selector: {app: web}
      ports:
        - {name: http, port: 80, protocol: TCP, targetPort: 8080}
---
apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: web, namespace: blue}
spec:
  template:
    spec:
      backend: {serviceName: web, servicePort: 80}
      rules:
        - host: ${host}
          http:
            paths:
              - backend: {serviceName: web, servicePort: 80}
`;
}

export function tree(host: string, fleet: FleetText = {}): Tree {
  return { 'rangelight.yaml': fleetFile(fleet), 'manifests/blue.yaml': manifests(host) };
}

/** Planner and reporter between a repository and a code host. */
export interface Loop {
  /** Fleets whose ports were opened. */
  readonly opened: Fleet[];
  readonly planner: PlannerWorld;
  /** What the webhook makes of a delivery, and all that follows. */
  deliver(event: string, payload: Json): Promise<void>;
  /** Plans a hint, and nothing that follows. */
  plan(hint: Omit<RevisionHint, 'delivery'>): Promise<string | undefined>;
  /** Everything that was published is handled. */
  settle(): Promise<void>;
}

export function createLoop(rig: Rig, repository: Repository, host: ReporterWorld['host']): Loop {
  const opened: Fleet[] = [];
  const planner: PlannerWorld = {
    ...rig.world,
    repository,
    branch: 'main',
    async open(fleet, signal) {
      opened.push(fleet);
      return rig.world.open(fleet, signal);
    },
  };
  let deliveries = 0;
  const loop: Loop = {
    opened,
    planner,
    async deliver(event, payload) {
      deliveries += 1;
      const inFleet = { repository: { full_name: 'acme/fleet' }, ...(payload as JsonObject) };
      await receiveDelivery(rig.publisher, ['acme/fleet'], event, `delivery-${deliveries}`, inFleet, NEVER);
      await loop.settle();
    },
    plan(hint) {
      deliveries += 1;
      return planRevision(planner, { ...hint, delivery: `delivery-${deliveries}` }, NEVER);
    },
    async settle() {
      const reporter = { ...rig.world, host, conversations: createMemoryConversations(), branch: 'main' };
      for (let turn = 0; turn < 20; turn += 1) {
        const hints = rig.publisher.takeRevisions();
        for (const hint of hints) await planRevision(planner, hint, NEVER);
        const reports = rig.publisher.takeReports();
        for (const message of reports) await report(reporter, message, NEVER);
        if (hints.length + reports.length === 0) return;
      }
      throw new RangeError('it never settles');
    },
  };
  return loop;
}

export interface Proposals extends Rig, Loop {
  readonly host: MemoryCodeHost;
  readonly writers: Set<string>;
  /** Makes a commit; on top of another one unless that is undefined. */
  commit(sha: string, files: Tree, onto?: string): void;
  branch(name: string, sha: string | undefined): void;
  pull(change: Partial<PullRequest> & { readonly number: number }): void;
  /** Moves the branch and tells of it. */
  land(sha: string): Promise<void>;
  /** A pull request has this head now, and somebody was told. */
  propose(number: number, sha: string, change?: Partial<PullRequest>): Promise<void>;
  check(sha: string): CheckRun | undefined;
  comment(number: number): string | undefined;
}

const MARKER = commitComment({ commit: '', fleets: [], coming: [], diagnostics: [] }).marker;

export function createProposals(): Proposals {
  const rig = createRig();
  const host = createMemoryCodeHost();
  const repository = createMemoryRepository();
  const { writers } = repository;
  writers.add('alice');
  const proposals: Proposals = {
    ...rig,
    ...createLoop(rig, repository, host),
    host,
    writers,
    commit: (sha, files, onto) => repository.commit(sha, files, { onto }),
    branch: (name, sha) => repository.branch(name, sha),
    pull: (change) => repository.pull(change),
    async land(sha) {
      const before = await repository.head('main', NEVER).catch(() => '');
      repository.branch('main', sha);
      await proposals.deliver('push', { ref: 'refs/heads/main', before, after: sha });
    },
    async propose(number, sha, change = {}) {
      proposals.pull({ ...change, number, head: sha });
      await proposals.deliver('pull_request', { action: 'synchronize', number });
    },
    check: (sha) => host.check(sha, 'rangelight/plan'),
    comment: (number) => host.comment(number, MARKER),
  };
  return proposals;
}
