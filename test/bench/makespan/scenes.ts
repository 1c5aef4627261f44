// What is measured: fleets of so many load balancers, and what happens to each in turn.
import type { Tree } from '../../proof/harness/repository.ts';
import { ASIA, EU, type IngressSpec, type ServiceSpec, treeOf, US } from '../../proof/harness/trees.ts';

export interface Size {
  readonly balancers: number;
  /** 1, or as many as there are load balancers, a hundred at most. */
  readonly isSpread: boolean;
}

export interface Scene {
  readonly name: string;
  readonly tree: Tree;
  /** Milliseconds after the tick of the minute at which it is pushed. */
  readonly phaseMs: number;
}

const MOST_NAMESPACES = 100;

export function namespacesOf({ balancers, isSpread }: Size): readonly string[] {
  if (!isSpread) return [];
  return Array.from({ length: Math.min(balancers, MOST_NAMESPACES) }, (_, index) => `team-${index}`);
}

export function scenesOf(size: Size): readonly Scene[] {
  const [two, three] = [
    [US, EU],
    [US, EU, ASIA],
  ];
  const line = (phaseMs: number, lines: number): Scene => ({
    name: `one line, ${phaseMs / 1000} s after the tick`,
    tree: treeFor(size, two, lines),
    phaseMs,
  });
  return [
    { name: 'all is new', tree: treeFor(size, two, 0), phaseMs: 20_000 },
    line(1_000, 1),
    line(15_000, 2),
    line(30_000, 3),
    line(45_000, 4),
    line(59_000, 5),
    { name: 'a cluster is added', tree: treeFor(size, three, 5), phaseMs: 20_000 },
    { name: 'a cluster is removed', tree: treeFor(size, two, 5), phaseMs: 20_000 },
  ];
}

/** @param lines so many hosts more has the first load balancer: a line of its manifest each */
function treeFor(size: Size, clusters: readonly string[], lines: number): Tree {
  const more = Array.from({ length: lines }, (_, index) => [`more-${index}.example.com`, 's0'] as const);
  const names = namespacesOf(size);
  const services: ServiceSpec[] = [];
  const ingresses: IngressSpec[] = [];
  for (let index = 0; index < size.balancers; index += 1) {
    const namespace = names[index % names.length] ?? 'blue';
    const name = `s${index}`;
    services.push({ name, namespace, app: 'foo' });
    const hosts = { [`h${index}.example.com`]: name, ...(index === 0 && Object.fromEntries(more)) };
    ingresses.push({ name: `web${index}`, namespace, backend: name, hosts });
  }
  const tree = treeOf({ clusters, services, ingresses });
  const fleet = tree['rangelight.yaml'] ?? '';
  return { ...tree, 'rangelight.yaml': fleet.replace('"maxDeletes":200', '"maxDeletes":1000') };
}
