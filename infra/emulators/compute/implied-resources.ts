// What is there without anybody inserting it: the project, its regions and zones, and the instances and networks of
// the fabric. All of it is read-only.
import type { Fabric, Instance } from '../fabric/index.ts';
import type { Quota } from './quotas.ts';
import { impliedEnvelope, type ScopedResource, type ShownResource } from './reading.ts';
import { linkTo } from './references.ts';
import { networkNames } from './usage.ts';

export interface Region {
  readonly name: string;
  readonly zones: readonly string[];
}

export interface ImpliedResources {
  project(): ShownResource;
  /** Sorted by name. */
  places(collection: 'zones' | 'regions'): readonly ShownResource[];
  /** Undefined when the collection is none of those that the surroundings imply. */
  list(collection: string): readonly ScopedResource[] | undefined;
  /** Every scope that an aggregated list of regional or zonal resources covers. */
  scopes(of: 'regional' | 'zonal' | 'instances'): readonly string[];
}

export function createImpliedResources(options: {
  readonly project: string;
  readonly regions: readonly Region[];
  readonly fabric: Fabric;
  readonly quotas: () => readonly Quota[];
  /** When all of it was created. */
  readonly created: string;
}): ImpliedResources {
  const { project, regions, fabric, quotas, created } = options;
  const root = `projects/${project}`;
  const regionScopes = regions.map(({ name }) => `regions/${name}`);
  const zoneScopes = regions.flatMap(({ zones }) => zones.map((zone) => `zones/${zone}`));

  function region({ name, zones }: Region): ShownResource {
    const path = `${root}/regions/${name}`;
    const links = zones.map((zone) => linkTo(`${root}/zones/${zone}`));
    return { ...impliedEnvelope('compute#region', path, created), name, description: name, status: 'UP', zones: links };
  }

  function zone(name: string, regionName: string): ShownResource {
    const envelope = impliedEnvelope('compute#zone', `${root}/zones/${name}`, created);
    return { ...envelope, name, description: name, status: 'UP', region: linkTo(`${root}/regions/${regionName}`) };
  }

  function network(name: string): ShownResource {
    const envelope = impliedEnvelope('compute#network', `${root}/global/networks/${name}`, created);
    return { ...envelope, name, autoCreateSubnetworks: true, routingConfig: { routingMode: 'GLOBAL' } };
  }

  function instance({ name, zone, network, tags, ip }: Instance): ShownResource {
    const path = `${root}/zones/${zone}/instances/${name}`;
    return {
      ...impliedEnvelope('compute#instance', path, created),
      name,
      status: 'RUNNING',
      zone: linkTo(`${root}/zones/${zone}`),
      tags: tags.length > 0 ? { items: tags } : {},
      networkInterfaces: [
        {
          kind: 'compute#networkInterface',
          name: 'nic0',
          network: linkTo(`${root}/global/networks/${network}`),
          networkIP: ip,
        },
      ],
    };
  }

  return {
    project: () => ({
      ...impliedEnvelope('compute#project', root, created),
      selfLink: linkTo(root),
      name: project,
      defaultNetworkTier: 'PREMIUM',
      quotas: quotas(),
    }),
    places(collection) {
      const found = collection === 'regions' ? regions.map(region) : regions.flatMap(zonesOf);
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    list(collection) {
      if (collection === 'networks') {
        return [...networkNames({ fabric })].map((name) => ({ scope: 'global', resource: network(name) }));
      }
      if (collection !== 'instances') return undefined;
      return fabric.instances().map((each) => ({ scope: `zones/${each.zone}`, resource: instance(each) }));
    },
    scopes(of) {
      if (of === 'instances') return zoneScopes;
      return of === 'regional' ? ['global', ...regionScopes] : ['global', ...regionScopes, ...zoneScopes];
    },
  };

  function zonesOf({ name, zones }: Region): readonly ShownResource[] {
    return zones.map((each) => zone(each, name));
  }
}
