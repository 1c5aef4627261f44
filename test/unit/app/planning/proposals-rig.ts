// Pull requests against a repository in memory: planner, reporter and topics in turn, with a record of what was opened.
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { receiveDelivery } from '../../../../lib/app/following/receive-delivery.ts';
import { report } from '../../../../lib/app/reporting/report.ts';
import { runTask } from '../../../../lib/app/running/run-task.ts';
import type { TaskResult } from '../../../../lib/app/running/execution.ts';
import type { PlannerWorld, PlannerWorlds, ReporterWorld } from '../../../../lib/app/world.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import type { Fleet } from '../../../../lib/fleet/index.ts';
import type {
  CheckRun,
  CodeHost,
  Conversations,
  Repository,
  RevisionHint,
  RunTask,
  TaskMessage,
} from '../../../../lib/ports/index.ts';
import { commitComment } from '../../../../lib/report/index.ts';
import { openRuns } from '../../../../lib/state/index.ts';
import { createMemoryConversations, type MemoryConversations } from '../../../fakes/memory-conversations.ts';
import { createMemoryCodeHost, type MemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { createMemoryRepository, type MemoryRepository, type Tree } from '../../../fakes/memory-repository.ts';
import { EU, PROJECT, US } from '../../balancer.ts';
import { reporterWorlds, signatureOf } from '../commands/reporter-worlds.ts';
import { createRig, NEVER, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';
import { TELLING } from '../../../../functions/wiring/report-parts.ts';

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

/** A planner that follows one repository. */
export function plannerWorlds(world: PlannerWorld): PlannerWorlds {
  return { ...world, at: (name) => (name === world.name ? world : undefined) };
}

/** A repository, and the GitHub around it. */
export interface Hosted {
  /** `owner/name`, in lower case. */
  readonly name: string;
  readonly repository: Repository;
  readonly host: CodeHost;
  readonly conversations: Conversations;
}

/** Planner and reporter between a repository and a code host. */
export interface Loop {
  /** Fleets whose ports were opened. */
  readonly opened: Fleet[];
  readonly planner: PlannerWorld;
  readonly reporter: ReporterWorld;
  /** What the webhook makes of a delivery, and all that follows. */
  deliver(event: string, payload: JsonObject): Promise<void>;
  /** Plans a hint, and nothing that follows. */
  plan(hint: Omit<RevisionHint, 'repository' | 'delivery'>): Promise<string | undefined>;
  /** Everything that was published is handled, but for tasks. */
  settle(): Promise<void>;
  /** The worker carries out a task to its end, over all its waits. */
  carryOut(task: TaskMessage): Promise<TaskResult>;
  /**
   * Everything that was published is handled, until nothing is left. @returns the runs that the worker had to do with.
   */
  work(): Promise<readonly RunTask[]>;
}

export function createLoop(rig: Rig, { name, repository, host, conversations }: Hosted): Loop {
  const opened: Fleet[] = [];
  const followed = { ...rig.world, name, branch: 'main' };
  const planner: PlannerWorld = {
    ...followed,
    repository,
    async open(fleet, signal) {
      opened.push(fleet);
      return rig.world.open(fleet, signal);
    },
  };
  const { home: reporter } = reporterWorlds({ ...followed, host, conversations, history: repository });
  let deliveries = 0;
  const loop: Loop = {
    opened,
    planner,
    reporter,
    async deliver(event, payload) {
      deliveries += 1;
      const body = JSON.stringify(payload);
      const signed = { body, signature: signatureOf(body) };
      await receiveDelivery(
        rig.publisher,
        [name],
        { event, delivery: `delivery-${deliveries}`, payload, signed },
        NEVER,
      );
      await loop.settle();
    },
    plan(hint) {
      deliveries += 1;
      const delivery = `delivery-${deliveries}`;
      return planRevision(plannerWorlds(planner), { ...hint, repository: name, delivery }, NEVER);
    },
    async settle() {
      for (let turn = 0; turn < 20; turn += 1) {
        const hints = rig.publisher.takeRevisions();
        for (const hint of hints) await planRevision(plannerWorlds(planner), hint, NEVER);
        const reports = rig.publisher.takeReports();
        for (const message of reports) await report(reporterWorlds(reporter), message, NEVER);
        if (hints.length + reports.length === 0) return;
      }
      throw new RangeError('it never settles');
    },
    async carryOut(task) {
      for (let turn = 0; turn < 50; turn += 1) {
        const result = await runTask(rig.world, task, OPTIONS, NEVER);
        if (result !== 'waiting' || task.type !== 'run') return result;
        const open = await rig.value(openRuns.at(task.fleet, task.unit));
        rig.clock.advance(Math.max(0, (open?.wakeAt ?? 0) - rig.clock.now()));
      }
      return 'waiting';
    },
    async work() {
      const runs: RunTask[] = [];
      for (let turn = 0; turn < 20; turn += 1) {
        await loop.settle();
        const tasks = rig.publisher.takeTasks();
        if (tasks.length === 0) return runs;
        for (const task of tasks) {
          if (task.type === 'run') runs.push(task);
          await loop.carryOut(task);
        }
      }
      throw new RangeError('it never comes to rest');
    },
  };
  return loop;
}

type PullChange = Parameters<MemoryRepository['pull']>[0];

export interface Proposals extends Rig, Loop {
  readonly host: MemoryCodeHost;
  readonly conversations: MemoryConversations;
  readonly repository: MemoryRepository;
  readonly writers: Set<string>;
  /** Makes a commit; on top of another one unless that is undefined. */
  commit(sha: string, files: Tree, onto?: string): void;
  branch(name: string, sha: string | undefined): void;
  pull(change: PullChange): void;
  /** Moves the branch and tells of it. */
  land(sha: string): Promise<void>;
  /** A pull request has this head now, and somebody was told. */
  propose(number: number, sha: string, change?: Omit<PullChange, 'number'>): Promise<void>;
  /** A person says something on a pull request. */
  say(number: number, by: string, body: string): Promise<void>;
  /** A person has the plan check of a commit run again. */
  rerun(sha: string, by: string): Promise<void>;
  check(sha: string): CheckRun | undefined;
  comment(number: number): string | undefined;
}

const MARKER = commitComment(TELLING, { commit: '', fleets: [], coming: [], unreadable: [], diagnostics: [] }).marker;

export function createProposals(): Proposals {
  const rig = createRig();
  const host = createMemoryCodeHost();
  const repository = createMemoryRepository();
  const { writers } = repository;
  writers.add('alice');
  const memory = createMemoryConversations();
  const conversations: MemoryConversations = {
    ...memory,
    permission: async (login) => (writers.has(login) ? 'write' : 'read'),
    async topic(number, signal) {
      const other = memory.topics.get(number);
      if (other !== undefined) return other;
      const { state, merged, author, head, baseBranch } = await repository.pullRequest(number, signal);
      return { type: 'pull-request', number, state: merged ? 'merged' : state, author, head, baseBranch };
    },
  };
  const loop = createLoop(rig, { name: REPOSITORY, repository, host, conversations });
  const deliver = (event: string, payload: JsonObject, by = 'alice') =>
    loop.deliver(event, {
      // GitHub spells names as their owners do.
      repository: { full_name: 'Acme/Ingress' },
      sender: { login: by, type: 'User' },
      ...payload,
    });
  let lastId = 100;
  const proposals: Proposals = {
    ...rig,
    ...loop,
    deliver,
    host,
    conversations,
    repository,
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
    async say(number, by, body) {
      lastId += 1;
      conversations.comments.set(lastId, { id: lastId, number, by, isBot: false, isEdited: false, body });
      await deliver('issue_comment', { action: 'created', comment: { id: lastId, body }, issue: { number } }, by);
    },
    async rerun(sha, by) {
      lastId += 1;
      conversations.checkRuns.set(lastId, { name: 'rangelight/plan', commit: sha, isOurs: true });
      await deliver('check_run', { action: 'rerequested', check_run: { id: lastId, head_sha: sha } }, by);
    },
    check: (sha) => host.check(sha, 'rangelight/plan'),
    comment: (number) => host.comment(number, MARKER),
  };
  return proposals;
}
