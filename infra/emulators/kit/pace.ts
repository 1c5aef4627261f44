// Which latency profile is in force, and how much faster or slower than the real service it runs.

/** Not at all (not even a turn of the clock), a little, or as long as the real service times the scale. */
export type LatencyProfile = 'instant' | 'fast' | 'realistic';

export interface Pace {
  /** The profile in force. */
  profile(): LatencyProfile;
  /** Factor on the times of the realistic profile: 0.1 is ten times faster than the real service. */
  scale(): number;
  /** @param scale default 1 */
  setProfile(profile: LatencyProfile, scale?: number): void;
}

export function createPace(first: LatencyProfile): Pace {
  let profile = first;
  let factor = 1;
  return {
    profile: () => profile,
    scale: () => factor,
    setProfile(next, scale = 1) {
      profile = next;
      factor = scale;
    },
  };
}
