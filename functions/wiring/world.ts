// What planner, worker and drift share: a fleet's ports, the buckets and the topics, made from the configuration.
import { readFile } from 'node:fs/promises';
import type { FleetPorts, World } from '../../lib/app/world.ts';
import { createRateBudget, type RateBudget } from '../../lib/adapters/calls/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { askedTogether, createCompute } from '../../lib/adapters/compute/index.ts';
import { createFleetHub } from '../../lib/adapters/gkehub/index.ts';
import {
  type ClusterConnection,
  createClusters,
  gatewayConnections,
  kubeconfigConnections,
} from '../../lib/adapters/kubernetes/index.ts';
import { defaultInstallation, type FleetConfig } from '../../lib/config/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import type { Fleet } from '../../lib/fleet/index.ts';
import type { Compute, Log } from '../../lib/ports/index.ts';
import { tokenSource } from './credentials.ts';
import { KINDS } from './kinds.ts';
import { LOOKS } from './looks.ts';
import { publisher } from './publisher.ts';
import { RULES } from './rules.ts';
import { RUNS } from './runs.ts';
import { store } from './store.ts';

/** Further ports of a fleet, made from the connections to its clusters. */
export type MorePorts = (connections: ReadonlyMap<string, ClusterConnection>) => Partial<FleetPorts>;

/** @param more ports that not every function has. */
export function world(config: FleetConfig, log: Log, more: MorePorts = () => ({})): World {
  return {
    kinds: KINDS,
    rules: RULES,
    looks: LOOKS,
    runs: RUNS,
    clock: systemClock,
    log,
    store: store(config),
    publisher: publisher(config),
    open: fleetPorts(config, more),
    random: Math.random,
    installation: config.installation ?? defaultInstallation(config.bucket),
  };
}

/** Opens a fleet's ports once per process: the clients are costly, connections are kept. */
function fleetPorts(config: FleetConfig, more: MorePorts): World['open'] {
  let compute: Promise<Compute> | undefined;
  // One for all fleets: the quota belongs to the project, and what this instance may take of it to all that it does.
  const gateway = createRateBudget({
    system: 'connect gateway',
    limit: config.rates.gateway,
    clock: systemClock,
  });
  const opened = new Map<string, Promise<FleetPorts>>();
  const open = async (fleet: Fleet): Promise<FleetPorts> => {
    compute ??= openCompute(config);
    const connected = await connections(config, fleet, gateway);
    const added = more(connected);
    return {
      ...added,
      compute: await compute,
      clusters: createClusters({
        kinds: KINDS,
        looksAtNoted: added.secrets !== undefined,
        connections: connected,
        callTimeoutMs: config.callTimeoutSeconds * 1000,
      }),
      hub: createFleetHub({
        auth: tokenSource(config),
        callTimeoutMs: config.callTimeoutSeconds * 1000,
        ...(config.endpoints.gkehub === undefined ? {} : { endpoint: config.endpoints.gkehub }),
      }),
    };
  };
  return (fleet) => {
    // Another list of clusters needs other connections.
    const key = JSON.stringify([fleet.name, fleet.fleetProject, fleet.clusters]);
    const known = opened.get(key) ?? open(fleet);
    opened.set(key, known);
    // A failure to open is not remembered: the next message tries again.
    known.catch(() => {
      opened.delete(key);
      compute = undefined;
    });
    return known;
  };
}

function openCompute(config: FleetConfig): Promise<Compute> {
  const { compute } = config.endpoints;
  const opened = createCompute({
    kinds: KINDS,
    auth: tokenSource(config),
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    rates: { readsPerMinute: config.rates.computeReads, writesPerMinute: config.rates.computeWrites },
    ...(compute === undefined ? {} : { endpoint: compute }),
  });
  return opened.then(askedTogether);
}

async function connections(
  config: FleetConfig,
  fleet: Fleet,
  gateway: RateBudget,
): Promise<ReadonlyMap<string, ClusterConnection>> {
  if (config.clusters.by === 'gateway') {
    const members = fleet.clusters.map(({ link, membership, membershipLocation }) => ({
      link,
      membership,
      location: membershipLocation,
    }));
    const number = config.clusters.projectNumbers.get(fleet.fleetProject);
    if (number !== undefined) return gatewayConnections(number, members, tokenSource(config), gateway);
    throw new RangelightError(
      'invalid',
      'configuration',
      `RANGELIGHT_FLEET_PROJECT_NUMBERS has no number for ${fleet.fleetProject}, the fleet host project of ${fleet.name}`,
    );
  }
  const text = await readFile(config.clusters.path, 'utf8');
  const links = fleet.clusters.map((cluster) => cluster.link);
  return kubeconfigConnections(text, links, { googleToken: tokenSource(config) });
}
