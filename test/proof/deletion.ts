// Mass deletion: everything that looks as if all were gone. Nothing is deleted or shrunk, and somebody is told why.
import { RangelightError } from '../../lib/core/index.ts';
import type { Revision } from '../../lib/plan/index.ts';
import { revisions } from '../../lib/state/index.ts';
import type { Clients } from './harness/clients.ts';
import type { Tree } from './harness/repository.ts';
import { differences, stateOf } from './harness/state.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';
import { SCENARIOS } from './scenarios.ts';

interface Mishap {
  readonly name: string;
  /** Gives the tree to push, after it broke something. */
  readonly happen: (world: ProofWorld, tree: Tree) => Tree;
}

export interface DeletionResult {
  readonly mishap: string;
  /** What people are told: codes of findings and gates, or the failure in the log. */
  readonly told: readonly string[];
  readonly failures: readonly string[];
}

const FLEET = 'rangelight.yaml';
const WAIT_MS = 15 * 60_000;

export const MISHAPS: readonly Mishap[] = [
  { name: 'an empty repository', happen: () => ({}) },
  { name: 'the manifests folder is deleted', happen: (_, tree) => ({ [FLEET]: tree[FLEET] ?? '' }) },
  {
    name: 'every list is 200 and empty',
    happen(world, tree) {
      const rule = { match: { method: 'GET' }, effect: { type: 'short-list', drop: 1_000_000 } } as const;
      world.cloud.compute.faults.inject(rule);
      for (const { api } of world.cloud.clusters.values()) api.faults.inject(rule);
      return { ...tree, 'README.md': 'another commit' };
    },
  },
  {
    name: 'a truncated tarball',
    happen(world, tree) {
      world.repository.files = () =>
        Promise.reject(new RangelightError('unavailable', 'github', 'the archive is broken'));
      return { ...tree, 'README.md': 'another commit' };
    },
  },
  {
    name: 'a YAML error in one file',
    happen: (_, tree) => ({
      ...tree,
      'manifests/service-foo.yaml': 'kind: [\n',
      'manifests/ingress-web.yaml': 'a: "\n',
    }),
  },
  {
    name: 'a renamed fleet',
    happen: (_, tree) => ({ ...tree, [FLEET]: (tree[FLEET] ?? '').replace('"name":"prod"', '"name":"other"') }),
  },
  {
    name: 'gateways answer 404 for everything',
    happen(world, tree) {
      for (const { api } of world.cloud.clusters.values()) api.setDown('gateway');
      return { [FLEET]: tree[FLEET] ?? '' };
    },
  },
];

export async function deletion(clients: Clients, { name, happen }: Mishap): Promise<DeletionResult> {
  const tree = SCENARIOS[0]?.after ?? {};
  const world = await createProofWorld(clients);
  try {
    world.push(tree);
    await world.untilIdle();
    const before = cloudOf(await stateOf(world));
    const commit = world.push(happen(world, tree));
    await world.clock.advance(WAIT_MS);
    world.cloud.compute.faults.clear();
    for (const { api } of world.cloud.clusters.values()) {
      api.faults.clear();
      api.setDown(undefined);
    }
    const failures = differences(before, cloudOf(await stateOf(world)));
    const told = tellings(world, commit);
    return { mishap: name, told, failures: told.length === 0 ? [...failures, 'nobody is told'] : failures };
  } finally {
    await world.close();
  }
}

function cloudOf(state: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith('bucket ')));
}

function tellings(world: ProofWorld, commit: string): readonly string[] {
  const revision = world.store.contents()[revisions.at('prod', commit, 'head').key] as Revision | undefined;
  const findings = revision?.diagnostics.map(({ code }) => code) ?? [];
  const gates = revision?.units.flatMap((unit) => unit.gates.map(({ code }) => code)) ?? [];
  const failed = world.bus.failures.map(({ error }) => (error instanceof Error ? error.message : String(error)));
  return [...new Set([...findings, ...gates, ...failed])].sort();
}
