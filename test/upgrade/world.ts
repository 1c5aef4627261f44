// The fleet that is saved: two load balancers of one namespace stand; then one is changed, which is carried out at
// once, and the other is taken away, which waits for a person. The worker dies in the middle of the change.
import { planFleet } from '../../lib/app/planning/plan-fleet.ts';
import { runTask } from '../../lib/app/running/run-task.ts';
import type { Revision } from '../../lib/plan/index.ts';
import type { TaskMessage } from '../../lib/ports/index.ts';
import { heads } from '../../lib/state/index.ts';
import { createRig, headOf, NEVER, OPTIONS, REPOSITORY, type Rig } from '../unit/app/rig.ts';
import { FLEET, UNIT } from '../unit/fleet-of-two.ts';

export type Files = Readonly<Record<string, string>>;

function ingress(name: string, hosts: readonly string[]): string {
  const rules = hosts.map((host) => ({
    host,
    http: { paths: [{ path: '/*', backend: { serviceName: host.split('.')[0] ?? name, servicePort: 8080 } }] },
  }));
  const backend = { serviceName: name, servicePort: 8080 };
  return JSON.stringify({
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterIngress',
    metadata: { name, namespace: UNIT },
    spec: { template: { spec: { backend, rules } } },
  });
}

function service(name: string): string {
  const ports = [{ name: 'web', protocol: 'TCP', port: 8080, targetPort: 8080 }];
  return JSON.stringify({
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterService',
    metadata: { name, namespace: UNIT },
    spec: { template: { spec: { selector: { app: name }, ports } } },
  });
}

/** What the commits of the saved fleet say. */
export const BOTH: Files = {
  'one.yaml': ingress('one', []),
  'one-service.yaml': service('one'),
  'two.yaml': ingress('two', []),
  'two-service.yaml': service('two'),
};
export const CHANGED: Files = {
  'one.yaml': ingress('one', ['one.example.com', 'three.example.com']),
  'one-service.yaml': service('one'),
  'three-service.yaml': service('three'),
};

/** Takes a commit as head and plans it; the tasks that it releases. */
export async function pushHead(
  rig: Rig,
  seq: number,
  files: Files,
): Promise<{ readonly revision: Revision; readonly tasks: readonly TaskMessage[] }> {
  const fleet = rig.fleet({ drift: 'heal' });
  const commit = `c${seq}`;
  await rig.put(heads.at(FLEET), headOf(fleet, seq, commit));
  const occasion = { type: 'head', repository: REPOSITORY, commit } as const;
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const head = { name: FLEET, fleet, diagnostics: [], files: tree, occasion, seq, inForce: fleet };
  const revision = await planFleet(rig.world, head, NEVER);
  return { revision, tasks: rig.publisher.takeTasks() };
}

export async function carryOut(rig: Rig, tasks: readonly TaskMessage[]): Promise<void> {
  for (const task of tasks) {
    if (task.type === 'run') await rig.runToEnd(task);
    else await runTask(rig.world, task, OPTIONS, NEVER);
  }
}

/** Runs a task until so many changes of Compute took effect; then the worker is gone. */
export async function dieAfter(rig: Rig, task: TaskMessage, changes: number): Promise<void> {
  const death = new AbortController();
  let left = changes;
  const before = rig.compute.mutations.length;
  rig.compute.after = (): void => {
    left = changes - (rig.compute.mutations.length - before);
    if (left <= 0) death.abort();
  };
  await runTask(rig.world, task, OPTIONS, death.signal).catch(() => undefined);
  rig.compute.after = undefined;
  if (left > 0) throw new RangeError(`the run ended before ${changes} changes`);
}

export async function savedWorld(
  changes: number,
): Promise<{ readonly rig: Rig; readonly tasks: readonly TaskMessage[] }> {
  const rig = createRig();
  for (let seq = 1; seq <= 2; seq += 1) await carryOut(rig, (await pushHead(rig, seq, BOTH)).tasks);
  const { tasks } = await pushHead(rig, 3, CHANGED);
  const [task] = tasks;
  if (task === undefined) throw new RangeError('nothing is released');
  await dieAfter(rig, task, changes);
  return { rig, tasks };
}
