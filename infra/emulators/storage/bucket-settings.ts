// How a bucket keeps what is in it, as it was made: answered, and obeyed by nobody here (see BEHAVIOR.md).

export interface BucketSettings {
  /** As in `us`, `EUR4`, `us-west1`. Default `US`. */
  readonly location?: string;
  readonly versioning?: boolean;
  /** Seconds that deleted objects are kept; default: seven days. */
  readonly softDeleteSeconds?: number;
  /** Seconds that no object can be deleted or replaced; default: none. */
  readonly retentionSeconds?: number;
  readonly lifecycle?: readonly Readonly<Record<string, unknown>>[];
  readonly uniformAccess?: boolean;
  /** Of its policy. */
  readonly bindings?: readonly BucketBinding[];
}

export interface BucketBinding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: { readonly title: string; readonly expression: string };
}

const SOFT_DELETE_SECONDS = 604_800;
const MULTI_REGIONS: ReadonlySet<string> = new Set(['US', 'EU', 'ASIA']);
const DUAL_REGION = /^(?:NAM|EUR|ASIA)\d+$/;

/** Fields of the bucket resource. Source: JSON API, Buckets; Cloud Storage, "Bucket locations". */
export function settingsFields(settings: BucketSettings): Record<string, unknown> {
  const { location = 'US', versioning = false, uniformAccess = false, lifecycle = [] } = settings;
  const { softDeleteSeconds = SOFT_DELETE_SECONDS, retentionSeconds } = settings;
  const name = location.toUpperCase();
  return {
    location: name,
    locationType: MULTI_REGIONS.has(name) ? 'multi-region' : DUAL_REGION.test(name) ? 'dual-region' : 'region',
    ...(versioning && { versioning: { enabled: true } }),
    softDeletePolicy: { retentionDurationSeconds: String(softDeleteSeconds) },
    ...(retentionSeconds !== undefined && { retentionPolicy: { retentionPeriod: String(retentionSeconds) } }),
    ...(lifecycle.length > 0 && { lifecycle: { rule: lifecycle } }),
    iamConfiguration: {
      uniformBucketLevelAccess: { enabled: uniformAccess },
      publicAccessPrevention: 'inherited',
    },
  };
}

/** Source: JSON API, Buckets: getIamPolicy. */
export function policyOf(name: string, { bindings = [] }: BucketSettings): Record<string, unknown> {
  const isConditional = bindings.some(({ condition }) => condition !== undefined);
  const resourceId = `projects/_/buckets/${name}`;
  return { kind: 'storage#policy', resourceId, version: isConditional ? 3 : 1, etag: 'CAE=', bindings };
}
