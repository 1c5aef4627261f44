// GKE Hub v1 REST: a fleet's memberships and features, read-only. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Rights } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { refusal } from './authorization.ts';
import type { FeatureState, OtherFeature } from './features.ts';
import { cut } from './cut-lists.ts';
import { latencies } from './latencies.ts';
import { type FleetMember, membership } from './memberships.ts';
import { refuse } from './refuse.ts';
import { route } from './routes.ts';

export type { OtherFeature } from './features.ts';
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
  /** Other features that are enabled, by id. */
  readonly features?: ReadonlyMap<string, OtherFeature>;
  /** Who may do what; absent: authorization is not looked at. */
  readonly rights?: Rights;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface GkeHubEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** Enables the feature, moves it to another config membership, or (undefined) disables it. */
  setFeature(configMembership: string | undefined): void;
  /** Disables another feature, by its id. */
  disable(feature: string): void;
}

/**
 * A fleet of the given members. Throws UnknownMembership when the feature names a membership that is not one of them.
 */
export function createGkeHubEmulator(options: GkeHubEmulatorOptions): GkeHubEmulator {
  const { project, projectNumber, clock, random } = options;
  const journal = createJournal();
  const faults = createFaults(['stale', 'short-list', 'unreachable']);
  const memberships = options.memberships
    .map((member) => membership(project, member, clock.now(), random))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const latency = createLatency(latencies, random, options.latency);
  const others = new Map(options.features);
  let feature: FeatureState | undefined;
  let before: FeatureState | undefined;

  const setFeature = (configMembership: string | undefined): void => {
    before = feature;
    if (configMembership === undefined) {
      feature = undefined;
      return;
    }
    if (!memberships.some(({ name }) => name === configMembership)) throw new UnknownMembership(configMembership);
    const now = clock.now();
    feature = { project, projectNumber, configMembership, createTime: feature?.createTime ?? now, updateTime: now };
  };
  setFeature(options.multiClusterIngress?.configMembership);
  before = feature;

  return {
    journal,
    faults,
    setFeature,
    disable: (id) => void others.delete(id),
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method) => method !== 'GET',
      refuse,
      cut,
      handle: (request, { stale }, noteCaller) => {
        const state = { project, projectNumber, memberships, feature: stale ? before : feature, others };
        const refused = options.rights && refusal(request, options.rights, noteCaller);
        return refused ?? route(request, state);
      },
    }),
  };
}

/** The config membership is not part of the fleet: a mistake in the set-up of the local cloud. */
export class UnknownMembership extends Error {
  constructor(name: string) {
    super(`not a membership of this fleet: ${name}`);
    this.name = 'UnknownMembership';
  }
}
