// GKE Hub in memory: memberships, the hosted controller's config membership, and a hub that does not answer.
import { RangelightError } from '../../lib/core/index.ts';
import type { FleetHub, MemberState, Membership } from '../../lib/ports/index.ts';

export interface MemoryFleetHub extends FleetHub {
  members: readonly Membership[];
  hosted: { readonly location: string; readonly name: string } | undefined;
  /** By feature. */
  states: Readonly<Record<string, readonly MemberState[]>>;
  isDown: boolean;
}

export function createMemoryFleetHub(members: readonly Membership[] = []): MemoryFleetHub {
  async function answer(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await Promise.resolve();
    if (hub.isDown) throw new RangelightError('unavailable', 'gkehub', 'the hub does not answer');
  }
  const hub: MemoryFleetHub = {
    members,
    hosted: undefined,
    states: {},
    isDown: false,
    async memberships(_fleetProject, signal) {
      await answer(signal);
      return hub.members;
    },
    async hostedConfigMembership(_fleetProject, signal) {
      await answer(signal);
      return hub.hosted;
    },
    async memberStates(_fleetProject, feature, signal) {
      await answer(signal);
      return hub.states[feature];
    },
  };
  return hub;
}
