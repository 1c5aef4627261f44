// The multiclusteringress feature of a fleet: which member is the config cluster.
import type { Membership } from './memberships.ts';

export interface FeatureState {
  readonly project: string;
  readonly projectNumber: string;
  /** Full name of a membership. */
  readonly configMembership: string;
  /** Emulated milliseconds. */
  readonly createTime: number;
  readonly updateTime: number;
}

/** The feature resource. Membership states are keyed by project *number*, as the API does. */
export function featureResource(state: FeatureState, memberships: readonly Membership[]): Record<string, unknown> {
  const updateTime = new Date(state.updateTime).toISOString();
  const ok = { state: { code: 'OK', updateTime } };
  const prefix = `projects/${state.project}/`;
  const numbered = (name: string): string => name.replace(prefix, `projects/${state.projectNumber}/`);
  return {
    name: `${prefix}locations/global/features/multiclusteringress`,
    labels: {},
    resourceState: { state: 'ACTIVE' },
    spec: { multiclusteringress: { configMembership: state.configMembership } },
    state: { state: { code: 'OK', description: 'Ready to use', updateTime } },
    membershipStates: Object.fromEntries(memberships.map(({ name }) => [numbered(name), ok])),
    createTime: new Date(state.createTime).toISOString(),
    updateTime,
  };
}
