// The fleets of a deployment, as its state knows them: where each is, and which clusters its functions reached last.
import type { Fleet } from '../../fleet/index.ts';
import type { Store } from '../../ports/index.ts';
import { heads, latestFacts } from '../../state/index.ts';
import type { ExaminedFleet } from './examined.ts';

/** Features of the hub → what of a fleet needs each. */
export type NeedsOf = (fleet: Fleet) => ReadonlyMap<string, string>;

/** Those with a head that can be read. */
export async function examinedFleets(
  store: Store,
  needsOf: NeedsOf,
  signal: AbortSignal,
): Promise<readonly ExaminedFleet[]> {
  const { found } = await heads.list(store, [], signal);
  return Promise.all(
    found.map(async ({ value: { fleet } }): Promise<ExaminedFleet> => {
      const facts = await latestFacts.at(fleet.name).look(store, signal);
      const clusters = ('found' in facts && facts.found?.value.clusters) || {};
      return {
        name: fleet.name,
        project: fleet.project,
        networkProject: /^projects\/([^/]+)\//.exec(fleet.network)?.[1] ?? fleet.project,
        fleetProject: fleet.fleetProject,
        clusters: fleet.clusters.map(({ link, membership, membershipLocation }) => {
          const why = clusters[link]?.unread?.reason;
          return { link, membership, location: membershipLocation, ...(why !== undefined && { notReached: why }) };
        }),
        needs: needsOf(fleet),
      };
    }),
  );
}
