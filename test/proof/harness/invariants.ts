// What must hold after every single outgoing call, whatever fails or dies.
import type { ProofWorld } from './world.ts';

export interface Route {
  /** Name of the MultiClusterIngress. */
  readonly ingress: string;
  readonly host: string;
  /** 80 unless said otherwise. */
  readonly port?: number;
  /** Default `/`. */
  readonly path?: string;
  /** Visited every five minutes, when traffic is watched for hours. */
  readonly isSeldom?: true;
}

export interface Guard {
  /** How many routes serve and are watched. */
  readonly routes: number;
  /** Looks now; what it finds goes to `violations`. */
  look(when: string): void;
  readonly violations: readonly string[];
}

const MOST = 20;

/**
 * Takes the world as it is: the addresses, what is not ours, and the routes that serve must stay as they are.
 * @param options.staleReads reads may be out of date: what is asked for and refused then does not count.
 * @param options.released addresses that a person allowed to go, by part of their name.
 */
export function guard(
  world: ProofWorld,
  options: {
    readonly routes: readonly Route[];
    readonly released?: RegExp;
    readonly serving: boolean;
    readonly staleReads?: boolean;
  },
): Guard {
  const { view } = world.cloud.compute;
  const addresses = view.list('addresses').filter(({ resource }) => options.released?.test(resource.name) !== true);
  const vips = new Map(addresses.map(({ path, resource }) => [path, resource['address']]));
  const foreign = new Map(foreignOf(world));
  if (foreign.size === 0) throw new RangeError('there is nothing of others that could be touched');
  const routes = options.serving ? options.routes.filter((route) => serves(world, route)) : [];
  const violations: string[] = [];
  const found = new Set<string>();
  let refused = world.cloud.compute.journal.entries.length;
  // Most calls change nothing in Compute, and what is there is compared with what it was only after one that did.
  let changed = true;
  view.onChange(() => {
    changed = true;
  });
  const edges = world.cloud.dataPlane.edges();
  let used: readonly unknown[] = [];
  const isUnchanged = (): boolean => {
    const now = edges.map((edge) => edge.current());
    const same = !changed && now.every((snapshot, index) => snapshot === used[index]);
    [changed, used] = [false, now];
    return same;
  };

  const tell = (when: string, what: string): void => {
    if (found.has(what) || violations.length >= MOST) return;
    found.add(what);
    violations.push(`${what} (${when})`);
  };
  const lookAtCompute = (when: string): void => {
    for (const [path, vip] of vips) {
      if (view.get(path)?.['address'] !== vip)
        tell(when, `invariant 4: the VIP ${String(vip)} of ${path} changed or is gone`);
    }
    for (const [path, resource] of foreign) {
      if (JSON.stringify(view.get(path)) !== resource) tell(when, `invariant 8: ${path} is not ours and was changed`);
    }
    for (const dangling of danglingAtEdges(world)) tell(when, `invariant 3: ${dangling}`);
  };
  return {
    routes: routes.length,
    violations,
    look(when) {
      if (!isUnchanged()) lookAtCompute(when);
      const { entries } = world.cloud.compute.journal;
      for (const { method, path, status, faults } of entries.slice(refused)) {
        if (method === 'DELETE' && status === 400 && faults === undefined && options.staleReads !== true)
          tell(when, `invariant 3: a deletion of something in use was asked for: ${path}`);
      }
      refused = entries.length;
      for (const route of routes) {
        const bad = failing(world, route);
        if (bad !== undefined) tell(when, `invariant 3: ${bad}`);
      }
    },
  };
}

/** The IP of an ingress, as its forwarding rule has it. */
export function vipOf(world: ProofWorld, ingress: string, port = 80): string | undefined {
  const range = `${port}-${port}`;
  const rules = world.cloud.compute.view.list('forwardingRules').map(({ resource }) => resource);
  const found = rules.find((rule) => rule['portRange'] === range && rule.name.includes(`-${ingress}-`));
  const ip = found?.['IPAddress'];
  return typeof ip === 'string' ? ip : undefined;
}

function serves(world: ProofWorld, route: Route): boolean {
  return failing(world, route) === undefined;
}

/** Why a client of some region gets no answer now; undefined: all do. */
function failing(world: ProofWorld, { ingress, host, port = 80 }: Route): string | undefined {
  const vip = vipOf(world, ingress, port);
  if (vip === undefined) return `${ingress} has no forwarding rule`;
  for (const { region } of world.cloud.dataPlane.edges()) {
    const answered = world.cloud.dataPlane.send({ region, vip, port, host, path: '/', takes: 0 }).now;
    if (answered?.status !== 200)
      return `${host} of ${ingress} gets ${answered?.status} in ${region}: ${answered?.reason}`;
  }
  return undefined;
}

/** Every resource that does not carry our mark, nor is made by GKE for us. */
function foreignOf({ cloud }: ProofWorld): readonly (readonly [string, string])[] {
  const { view } = cloud.compute;
  return ['addresses', 'healthChecks', 'backendServices', 'urlMaps', 'firewalls']
    .flatMap((collection) => view.list(collection))
    .filter(({ resource }) => !resource.name.startsWith('rl1-'))
    .map(({ path }) => [path, JSON.stringify(view.get(path))]);
}

/** What an edge still serves through and the control plane has deleted. */
function* danglingAtEdges({ cloud }: ProofWorld): Generator<string> {
  const { view } = cloud.compute;
  for (const edge of cloud.dataPlane.edges()) {
    const { resources } = edge.current();
    const isGone = (path: string): boolean => view.get(path)?.['id'] !== resources.get(path)?.['id'];
    const used = new Set<string>();
    const queue = [...resources.keys()].filter((path) => path.includes('/forwardingRules/') && !isGone(path));
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (used.has(path)) continue;
      used.add(path);
      for (const next of referencesIn(resources.get(path))) if (resources.has(next)) queue.push(next);
    }
    for (const path of used) if (isGone(path)) yield `${edge.region} still serves through ${path}, which is deleted`;
  }
}

function* referencesIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    const start = value.indexOf('projects/');
    if (start >= 0) yield value.slice(start);
  } else if (Array.isArray(value)) {
    for (const one of value) yield* referencesIn(one);
  } else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) yield* referencesIn(one);
  }
}
