// One object read and one written, by @google-cloud/storage.
import { createBucket } from '../../../lib/adapters/storage/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { BUCKET, CALL_TIMEOUT_MS, type FloorCall, never, OBJECT } from './floor-call.ts';

export const readAndWrite: FloorCall = async ({ storage }) => {
  const bucket = createBucket({
    bucket: BUCKET,
    projectId: 'floor',
    endpoint: storage,
    auth: staticToken('token'),
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
  const found = await bucket.read(OBJECT, never());
  if (found === undefined) throw new RangeError('nothing was read');
  await bucket.write(`written-${process.pid}.json`, found.text, '0', never());
};
