// Resource names: `projects/P/topics/T` and `projects/P/subscriptions/S`.
import { RpcError } from './rpc-error.ts';

// 3-255 characters, a letter first, never `goog…`: "Resource names" in the Pub/Sub documentation.
const ID = /^(?!goog)[A-Za-z][A-Za-z0-9\-._~+%]{2,254}$/;

/** Throws INVALID_ARGUMENT for anything but a full name of that collection. */
export function checkName(collection: 'topics' | 'subscriptions', name: string): void {
  const [projects, project, middle, id = '', ...rest] = name.split('/');
  if (projects === 'projects' && project && middle === collection && ID.test(id) && rest.length === 0) return;
  throw new RpcError('INVALID_ARGUMENT', `Invalid [${collection}] name: (name=${name})`);
}

export function projectOf(name: string): string {
  return name.split('/')[1] ?? '';
}

/** The last part. */
export function idOf(name: string): string {
  return name.split('/')[3] ?? '';
}
