// The fleets of a deployment, as its state knows them: where each is, and which clusters its functions reached last.
import { type Fleet, secretOfKey } from '../../fleet/index.ts';
import type { ClusterRef } from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { heads, latestFacts, namedSecrets } from '../../state/index.ts';
import type { ExaminedFleet } from './examined.ts';
import type { NamedSecret } from './secret-roles.ts';

export interface NeedsOf {
  /** Features of the hub → what of a fleet needs each. */
  readonly hub: (fleet: Fleet) => ReadonlyMap<string, string>;
  /** Secrets that the functions write, by what the fleet file asks for. */
  readonly secrets: (fleet: Fleet) => readonly ClusterRef[];
}

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
      const named = await namedIn(store, fleet, signal);
      const written = needsOf.secrets(fleet);
      return {
        name: fleet.name,
        project: fleet.project,
        networkProject: /^projects\/([^/]+)\//.exec(fleet.network)?.[1] ?? fleet.project,
        fleetProject: fleet.fleetProject,
        clusters: fleet.clusters.map(({ link, membership, membershipLocation }) => {
          const why = clusters[link]?.unread?.reason;
          const secrets = [
            ...(link === fleet.primary || link === fleet.backup ? named : []),
            ...written.filter(({ cluster }) => cluster === link).map(writtenSecret),
          ];
          const reached = why === undefined ? {} : { notReached: why };
          return { link, membership, location: membershipLocation, secrets, ...reached };
        }),
        needs: needsOf.hub(fleet),
      };
    }),
  );
}

/** Those that manifests of the head and of open pull requests name; the head's last, which has the word. */
async function namedIn(store: Store, { name: fleet }: Fleet, signal: AbortSignal): Promise<readonly NamedSecret[]> {
  const { found } = await namedSecrets.list(store, [fleet], signal);
  const all = found.flatMap(({ value: { secrets, pullRequest } }) =>
    secrets.map((key) => {
      const { namespace, name } = secretOfKey(key);
      const by = pullRequest === undefined ? 'the head' : `pull request ${pullRequest}`;
      return { namespace, name, by, isWritten: false };
    }),
  );
  return all.toSorted((a, b) => Number(a.by === 'the head') - Number(b.by === 'the head'));
}

function writtenSecret({ namespace = '', name }: ClusterRef): NamedSecret {
  return { namespace, name, by: 'the fleet file', isWritten: true };
}
