// The state bucket and the topics, with the rights of the person who asks.
import { userInfo } from 'node:os';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { defaultCredentials, staticToken } from '../../lib/adapters/google-auth/index.ts';
import { createPublisher } from '../../lib/adapters/pubsub/index.ts';
import { type BucketOptions, createBucket, withRetries } from '../../lib/adapters/storage/index.ts';
import type { ApprovalWorld } from '../../lib/app/words/index.ts';
import { processEnvironment } from '../../lib/config/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import type { Store } from '../../lib/ports/index.ts';
import { localEndpoints } from './access.ts';
import { KINDS } from '../wiring/kinds.ts';

const CALL_TIMEOUT_MS = 30_000;
const TOPICS = { revisions: 'rangelight-revisions', tasks: 'rangelight-tasks', reports: 'rangelight-reports' };

export interface StateOptions {
  readonly project?: string;
  readonly bucket?: string;
  /** Path of the local cloud's endpoints file. */
  readonly local?: string;
}

/** Who acts, for the records. */
export function person(): string {
  return `cli ${userInfo().username}`;
}

/** The buckets, to read and to write. Fails with `invalid` when the project or the bucket is not given. */
export async function openStore(options: StateOptions): Promise<Store> {
  const { projectId, bucket, storage, auth } = await whereState(options);
  return storeOf(bucket, { projectId, auth, ...(storage === undefined ? {} : { endpoint: storage }) });
}

/** The buckets and the topics. Fails with `invalid` when the project or the bucket is not given. */
export async function openState(options: StateOptions): Promise<ApprovalWorld> {
  const { projectId, pubsub, auth } = await whereState(options);
  const publisher = createPublisher({
    projectId,
    topics: TOPICS,
    callTimeoutMs: CALL_TIMEOUT_MS,
    auth,
    ...(pubsub === undefined ? {} : { endpoint: pubsub }),
  });
  return { store: await openStore(options), publisher, clock: systemClock };
}

export interface Where {
  readonly projectId: string;
  readonly bucket: string;
  readonly auth: ReturnType<typeof staticToken>;
  /** Other servers than Google's. */
  readonly storage?: string;
  readonly pubsub?: string;
}

/** Fails with `invalid` when the project or the bucket is not given. */
export async function whereState(options: StateOptions): Promise<Where> {
  if (options.local !== undefined) {
    const endpoint = await localEndpoints(options.local);
    return {
      projectId: endpoint('project'),
      bucket: endpoint('bucket'),
      auth: staticToken(endpoint('personToken')),
      storage: endpoint('storage'),
      pubsub: endpoint('pubsub'),
    };
  }
  const projectId = options.project ?? processEnvironment['RANGELIGHT_PROJECT'];
  const bucket = options.bucket ?? processEnvironment['RANGELIGHT_BUCKET'];
  if (projectId !== undefined && bucket !== undefined) return { projectId, bucket, auth: defaultCredentials() };
  const message =
    'name the project and the bucket of Rangelight: --project and --bucket, or RANGELIGHT_PROJECT and RANGELIGHT_BUCKET';
  throw new RangelightError('invalid', 'options', message);
}

/** The buckets beside that of the state have its name with an ending, as the functions take it by default. */
function storeOf(bucket: string, server: Pick<BucketOptions, 'projectId' | 'endpoint' | 'auth'>): Store {
  const open = (name: string) =>
    withRetries(createBucket({ ...server, bucket: name, callTimeoutMs: CALL_TIMEOUT_MS }), systemClock, Math.random);
  return { kinds: KINDS, state: open(bucket), release: open(`${bucket}-release`), audit: open(`${bucket}-audit`) };
}
