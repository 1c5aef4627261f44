// Predictions over a whole fleet: what GKE's sample prints, and what must hold of every fleet.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exporter } from '../../../../../lib/features/services/predict/exporters.ts';
import { feltBy } from '../../../../../lib/features/services/predict/felt.ts';
import { type ExportedName, predict } from '../../../../../lib/features/services/predict/predict.ts';
import { CLUSTERS, exporter, MEMBERS, names, port } from './fleets.ts';

const [US, EU, AS] = CLUSTERS;
const name = (...exporters: readonly Exporter[]): ExportedName => ({ namespace: 'shop', name: 'cart', exporters });
const one = (...exporters: readonly Exporter[]) => predict([name(...exporters)], MEMBERS)[0];

it('GKE’s sample whereami: one ClusterSetIP on port 80, out of both clusters, behind gke-mcs-7pqvt62non', () => {
  const spec = { type: 'ClusterIP', ports: [port('', 80, { protocol: 'TCP', targetPort: 8080 })] };
  const sample = { namespace: 'multi-cluster-demo', name: 'whereami' };
  const members = [US, EU].map((cluster) => ({ cluster, hasNamespace: () => true }));
  const exporters = [exporter(US, 2, spec), exporter(EU, 1, spec)];
  expect(predict([{ ...sample, exporters }], members)).toMatchObject([
    {
      clustersetName: 'whereami.multi-cluster-demo.svc.clusterset.local',
      derivedName: 'gke-mcs-7pqvt62non',
      outcome: 'imported',
      merged: {
        type: 'ClusterSetIP',
        ports: [{ name: '', protocol: 'TCP', port: 80, clusters: [EU, US] }],
        conflicts: [],
      },
      importers: [EU, US],
    },
  ]);
});

describe('where a name is imported', () => {
  it('in each member with the namespace, exporters included; not known of a cluster that was never read', () => {
    const members = [
      { cluster: US, hasNamespace: () => true },
      { cluster: EU, hasNamespace: () => false },
      { cluster: AS, hasNamespace: () => undefined },
    ];
    expect(predict([name(exporter(US, 1, { ports: [port('http', 80)] }))], members)).toMatchObject([
      { importers: [US], without: [EU], perhaps: [AS] },
    ]);
  });

  it('nowhere when no export has a Service, and open while one cannot be read', () => {
    const gone: Exporter = { cluster: US, since: 1, service: 'missing' };
    expect(one(gone)).toMatchObject({ outcome: 'nowhere' });
    expect(one(gone, { cluster: EU, since: 'unknown', service: 'unknown' })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('of every fleet', () => {
  it('the order of names, exports and clusters changes nothing', () => {
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.nat()), (given, random) => {
        const mixed = <T>(all: readonly T[]): readonly T[] =>
          all
            .map((item) => ({ item, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const shuffled = mixed(given).map((own) => ({ ...own, exporters: mixed(own.exporters) }));
        expect(predict(shuffled, mixed(MEMBERS))).toEqual(predict(given, MEMBERS));
      }),
    );
  });

  it('a cluster that cannot be read takes nothing away: no exporter, no importer, no name', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...CLUSTERS), (given, lost) => {
        const dark = given.map((own) => ({
          ...own,
          exporters: own.exporters.map(
            (each): Exporter =>
              each.cluster === lost ? { cluster: lost, since: 'unknown', service: 'unknown' } : each,
          ),
        }));
        const members = MEMBERS.map((each) =>
          each.cluster === lost ? { ...each, hasNamespace: () => undefined } : each,
        );
        const [before, after] = [predict(given, MEMBERS), predict(dark, members)];
        for (const [index, was] of before.entries()) {
          const is = after[index];
          if (is === undefined) throw new TypeError('a name is gone');
          const clusters = (all: typeof was): readonly string[] => all.exporters.map(({ cluster }) => cluster).sort();
          expect(clusters(is)).toEqual(clusters(was));
          expect([...is.importers, ...is.perhaps]).toEqual(expect.arrayContaining([...was.importers]));
          if (was.outcome === 'imported') expect(is.outcome).not.toBe('nowhere');
          if (!was.exporters.some(({ cluster }) => cluster === lost)) expect(is.merged).toEqual(was.merged);
          else if (was.exporters.length > 1) expect(is.isCertain).toBe(false);
        }
      }),
    );
  });

  it('the newest export is nothing elsewhere: other names stay, and of its own what the older ones decide', () => {
    fc.assert(
      fc.property(names, (given) => {
        const [first, ...rest] = given;
        if (first === undefined) return;
        const newest = exporter('zz/newest', 'new', { clusterIP: 'None', ports: [port('http', 1), port('other', 2)] });
        const more = [{ ...first, exporters: [...first.exporters, newest] }, ...rest];
        const [before, after] = [predict(given, MEMBERS), predict(more, MEMBERS)];
        for (const was of before) {
          const is = after.find(({ clustersetName }) => clustersetName === was.clustersetName);
          if (was.namespace !== first.namespace || was.name !== first.name) expect(is).toEqual(was);
          else if (was.merged !== undefined) {
            const { ports, conflicts: _told, ...decided } = was.merged;
            expect(is?.merged).toMatchObject(decided);
            expect(is?.merged?.ports.slice(0, ports.length).map(({ name, port: number }) => [name, number])).toEqual(
              ports.map((own) => [own.name, own.port]),
            );
          }
        }
        // Adding it and taking it out again is no change.
        const back = more.map((own) => ({
          ...own,
          exporters: own.exporters.filter(({ cluster }) => cluster !== newest.cluster),
        }));
        expect(predict(back, MEMBERS)).toEqual(before);
      }),
    );
  });
});

it.each([
  ['nobody exports the name', { isImported: false }, 'no-such-name'],
  ['GKE gave it no address yet', { hasAddress: false }, 'no-address'],
  ['its endpoints are gone', { readyEndpoints: 0, readyHere: 0 }, 'refused'],
  ['the Service behind a known address is gone', { hasService: false }, 'timeout'],
  [
    'internalTrafficPolicy is Local and no endpoint is here',
    { internalTrafficPolicy: 'Local', readyHere: 0 },
    'timeout',
  ],
  ['internalTrafficPolicy is Local and one is', { internalTrafficPolicy: 'Local' }, 'answered'],
  ['all is there', {}, 'answered'],
] as const)('a caller feels it: %s', (_, path, felt) => {
  const whole = { isImported: true, hasAddress: true, hasService: true, readyEndpoints: 2, readyHere: 1 };
  expect(feltBy({ ...whole, internalTrafficPolicy: 'Cluster', ...path })).toBe(felt);
});
