// The state bucket of a local cloud, by the product's own client: Cloud Storage takes about one write a second per
// object, so a test that writes what a function has just written is told to try again, as everybody is.
import { createBucket, withRetries } from '../../../lib/adapters/storage/index.ts';
import { systemClock } from '../../../lib/adapters/clock/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import type { Bucket } from '../../../lib/ports/index.ts';
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { BUCKETS, TOKENS } from '../../../infra/local/layout.ts';
import { HANGS_MS } from '../../limits.ts';

/** @param as whose rights on the bucket count. */
export function stateBucket({ urls }: Pick<LocalCloud, 'urls'>, as: keyof typeof TOKENS): Bucket {
  const auth = staticToken(TOKENS[as]);
  const options = { bucket: BUCKETS.state, projectId: 'local', endpoint: urls.storage, auth, callTimeoutMs: HANGS_MS };
  return withRetries(createBucket(options), systemClock, Math.random);
}
