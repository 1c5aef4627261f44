// Features of a fleet: multiclusteringress, which says which member is the config cluster, and others, which say how
// each member is.
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

/** Another feature. Changed by whoever sets the fleet up. */
export interface OtherFeature {
  /** Default: ACTIVE. */
  readonly state?: string;
  /** Full name of a membership → how it is; default: OK. */
  readonly members?: ReadonlyMap<string, { readonly code: string; readonly description: string }>;
  /** Full name of a membership → what the feature says of it in a member of its own name. */
  readonly said?: ReadonlyMap<string, object>;
}

export function otherFeatureResource(
  { project, projectNumber }: Pick<FeatureState, 'project' | 'projectNumber'>,
  id: string,
  { state = 'ACTIVE', members, said }: OtherFeature,
  memberships: readonly Membership[],
): Record<string, unknown> {
  const states = memberships.map(({ name }) => [
    name.replace(`projects/${project}/`, `projects/${projectNumber}/`),
    {
      state: members?.get(name) ?? { code: 'OK', description: '' },
      ...(said?.has(name) ? { [id]: said.get(name) } : {}),
    },
  ]);
  return {
    name: `projects/${project}/locations/global/features/${id}`,
    resourceState: { state },
    spec: {},
    membershipStates: Object.fromEntries(states) as Record<string, unknown>,
  };
}
