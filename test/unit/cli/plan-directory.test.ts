import { FEATURES } from '../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { planDirectory, type PlannedDirectory } from '../../../lib/app/offline/index.ts';
import { ownershipMark } from '../../../lib/model/index.ts';
import { createMemoryClusters } from '../../fakes/memory-clusters.ts';
import { createMemoryCompute } from '../../fakes/memory-compute.ts';
import { createMemoryFleetHub } from '../../fakes/memory-fleet-hub.ts';
import { exampleTree } from './tree.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';
import { LOOKS } from '../../../functions/wiring/looks.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';

const MARK_OF = (installation: string, unit: string) => ownershipMark({ installation, fleet: 'prod' }, unit);
const NOW = Date.parse('2026-06-01T00:00:00Z');
const NEVER = new AbortController().signal;
const LINKS = ['europe-north1/gke-eu', 'us-west1/gke-us'];
const MEMBERS = [...LINKS, 'asia-east1/gke-asia'].map((link) => ({ name: link, location: 'global', link }));
const BROKEN =
  'apiVersion: networking.gke.io/v1\nkind: MultiClusterService\nmetadata: {name: x, namespace: blue}\nspec: {}\n';

function createFleet() {
  const ports = {
    compute: createMemoryCompute(),
    clusters: createMemoryClusters(),
    hub: createMemoryFleetHub(MEMBERS),
  };
  for (const link of LINKS) {
    const named = (name: string, uid: string) => ({ metadata: { name, uid } });
    ports.clusters.seed(link, 'namespace', [named('kube-system', `uid-${link}`), named('blue', 'b')]);
  }
  /** What a namespace leaves behind that Git no longer names. */
  const leaveAddress = (unit: string, installation = 'acme'): void => {
    const ref = computeRef('address', 'acme-net', `rl1-ip-${unit}-0123456789`);
    ports.compute.put(ref, {
      name: ref.name,
      description: MARK_OF(installation, unit),
      address: '203.0.113.1',
    });
  };
  const plan = (files = exampleTree('valid/foobar'), installation?: string): Promise<PlannedDirectory> =>
    planDirectory(
      { features: FEATURES, rules: RULES, looks: LOOKS, runs: RUNS, files, fleet: undefined, installation, now: NOW },
      async () => ports,
      NEVER,
    );
  return { ...ports, leaveAddress, plan };
}

describe('planDirectory', () => {
  it('shows a first deployment, and writes nothing', async () => {
    const fleet = createFleet();
    const { revision, plans } = await fleet.plan();
    expect(revision.units.map(({ unit, gates }) => [unit, gates])).toEqual([
      ['_fleet', []],
      ['blue', []],
    ]);
    const kinds = new Set([...plans.values()].flatMap((plan) => plan.changes.map((change) => change.kind)));
    expect([...kinds]).toEqual(['create']);
    expect(fleet.compute.mutations).toEqual([]);
  });

  it('gates the deletion of what only the cloud still has', async () => {
    const fleet = createFleet();
    fleet.leaveAddress('gone');
    const { revision, plans } = await fleet.plan();
    const gone = revision.units.find((unit) => unit.unit === 'gone');
    expect(gone?.gates).toMatchObject([{ code: 'vip-release' }]);
    expect(plans.get(gone?.plan ?? '')?.changes).toMatchObject([{ kind: 'delete' }]);
    expect(revision.verdict).toBe('needs-approval');
  });

  // Case 68: there is no state here that says which installation this is.
  describe('takes for the fleet’s own what carries the mark of', () => {
    const unitsOf = ({ revision }: PlannedDirectory) => revision.units.map(({ unit }) => unit);

    it('the one installation that is seen', async () => {
      const fleet = createFleet();
      fleet.leaveAddress('gone', 'there');
      const { revision, plans } = await fleet.plan();
      expect(unitsOf({ revision, plans })).toContain('gone');
      const marks = [...plans.values()].flatMap(({ changes }) =>
        changes.flatMap(({ after }) => after?.['description'] ?? []),
      );
      expect(new Set(marks)).toEqual(new Set([MARK_OF('there', 'blue')]));
    });

    it('the installation that is named', async () => {
      const fleet = createFleet();
      fleet.leaveAddress('gone', 'there');
      expect(unitsOf(await fleet.plan(undefined, 'there'))).toContain('gone');
      const other = await fleet.plan(undefined, 'acme');
      expect(other.revision).toMatchObject({
        verdict: 'blocked',
        diagnostics: [
          {
            code: 'fleet-of-another-installation',
            message: expect.stringContaining('installation there has') as string,
          },
        ],
      });
      expect(other.plans.size).toBe(0);
    });

    it('nobody, when there are several and none is named', async () => {
      const fleet = createFleet();
      fleet.leaveAddress('gone', 'there');
      fleet.leaveAddress('left', 'here');
      expect((await fleet.plan()).revision).toMatchObject({
        verdict: 'blocked',
        diagnostics: [
          {
            code: 'fleet-of-another-installation',
            message: 'several installations have a fleet prod here: here, there',
            hint: 'Say which of them the directory belongs to: --installation ID.',
            source: { file: 'rangelight.yaml' },
          },
        ],
      });
      expect((await fleet.plan(undefined, 'here')).revision.diagnostics).toMatchObject([
        { message: expect.stringContaining('installation there has') as string },
      ]);
    });
  });

  it('takes nothing away while an object has an error', async () => {
    const fleet = createFleet();
    fleet.leaveAddress('gone');
    const { revision, plans } = await fleet.plan(exampleTree('valid/foobar', { 'manifests/broken.yaml': BROKEN }));
    expect(revision.diagnostics).toContainEqual(expect.objectContaining({ code: 'schema-violation' }));
    expect(revision.units.find((unit) => unit.unit === 'gone')).toMatchObject({ plan: null, partial: true });
    expect([...plans.values()].flatMap((plan) => plan.changes).map((change) => change.kind)).not.toContain('delete');
  });

  it('is blocked where the hosted controller is active, or may be', async () => {
    const fleet = createFleet();
    fleet.hub.hosted = { location: 'us-west1', name: 'gke-us' };
    const active = await fleet.plan();
    expect(active.revision).toMatchObject({ verdict: 'blocked' });
    expect(active.revision.diagnostics.map(({ code }) => code)).toContain('hosted-controller-active');
    fleet.hub.isDown = true;
    const unknown = await fleet.plan();
    expect(unknown.revision).toMatchObject({ verdict: 'blocked' });
    expect(unknown.revision.diagnostics.map(({ code }) => code)).toContain('hosted-controller-unknown');
    // What it would do is shown all the same.
    expect(unknown.plans.size).toBeGreaterThan(0);
  });

  it('reaches for no cloud when the fleet file cannot be used', async () => {
    const open = () => expect.fail('the fleet was opened');
    const broken = {
      features: FEATURES,
      rules: RULES,
      looks: LOOKS,
      runs: RUNS,
      files: exampleTree('invalid/bad-fleet'),
      fleet: undefined,
      installation: undefined,
      now: NOW,
    };
    const { revision } = await planDirectory(broken, open, NEVER);
    expect(revision).toMatchObject({ verdict: 'blocked', diagnostics: [{ code: 'fleet-file-invalid' }] });
  });
});
