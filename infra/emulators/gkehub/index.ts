// GKE Hub v1 REST: a fleet's memberships and its multiclusteringress feature, read-only. See BEHAVIOR.md.
// May import: kit, the other files of this folder.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { FeatureState } from './features.ts';
import { type FleetMember, membership } from './memberships.ts';
import { route } from './routes.ts';

export type { FleetMember } from './memberships.ts';

export interface GkeHubEmulatorOptions {
  /** Id of the fleet host project. */
  readonly project: string;
  readonly projectNumber: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly memberships: readonly FleetMember[];
  /** Absent: the feature is not enabled. `configMembership` is a full membership name. */
  readonly multiClusterIngress?: { readonly configMembership: string };
}

export interface GkeHubEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Enables the feature, moves it to another config membership, or (undefined) disables it. */
  setFeature(configMembership: string | undefined): void;
}

/** A fleet of the given members. Throws UnknownMembership when the feature names a membership that is not one of them. */
export function createGkeHubEmulator(options: GkeHubEmulatorOptions): GkeHubEmulator {
  const { project, projectNumber, clock, random } = options;
  const journal = createJournal();
  const faults = createFaults(clock);
  const memberships = options.memberships
    .map((member) => membership(project, member, clock.now(), random))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  let feature: FeatureState | undefined;

  const setFeature = (configMembership: string | undefined): void => {
    if (configMembership === undefined) {
      feature = undefined;
      return;
    }
    if (!memberships.some(({ name }) => name === configMembership)) throw new UnknownMembership(configMembership);
    const now = clock.now();
    feature = { project, projectNumber, configMembership, createTime: feature?.createTime ?? now, updateTime: now };
  };
  setFeature(options.multiClusterIngress?.configMembership);

  return {
    journal,
    faults,
    setFeature,
    async handler(request) {
      const { pathname, search } = new URL(request.url);
      const path = pathname + search;
      const { method } = request;
      const response =
        (await faults.meet(method, path)) ?? route(request, { project, projectNumber, memberships, feature });
      journal.record({ at: clock.now(), method, path, status: response.status, mutation: method !== 'GET' });
      return response;
    },
  };
}

/** The config membership is not part of the fleet: a mistake in the set-up of the local cloud. */
export class UnknownMembership extends Error {
  constructor(name: string) {
    super(`not a membership of this fleet: ${name}`);
    this.name = 'UnknownMembership';
  }
}
