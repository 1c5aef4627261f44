// How a client wants the answer, and how a write was asked for.
import type { WriteOptions } from '../cluster.ts';
import { ApiError, badRequest, invalid } from '../errors.ts';

/** The first acceptable form. @throws ApiError 406 when JSON is not acceptable in either form */
export function representation(request: Request): 'table' | 'json' {
  const accept = request.headers.get('accept') ?? '*/*';
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue;
    if (as === undefined) return 'json';
    if (as === 'Table' && parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1')) return 'table';
  }
  throw new ApiError(406, {
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io',
  });
}

/** True when the client takes the aggregated form of discovery. */
export function wantsAggregated(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return accept
    .split(',')
    .some((range) => range.includes('as=APIGroupDiscoveryList') && /;\s*v=v2\s*(;|$)/u.test(range));
}

// In bytes.
const LONGEST_MANAGER = 128;
const OPTIONS: Readonly<Record<string, string>> = { POST: 'CreateOptions', PATCH: 'PatchOptions' };

/** @throws ApiError 400 for a dryRun or fieldValidation that is no option, 422 for a fieldManager that is too long */
export function writeOptions(request: Request, query: URLSearchParams, warnings: string[]): WriteOptions {
  const dryRun = query.getAll('dryRun');
  if (dryRun.some((stage) => stage !== 'All')) throw badRequest(`dryRun: Unsupported value: "${dryRun.join(',')}"`);
  const fieldValidation = query.get('fieldValidation') ?? 'Warn';
  if (fieldValidation !== 'Strict' && fieldValidation !== 'Warn' && fieldValidation !== 'Ignore') {
    throw badRequest(`fieldValidation: Unsupported value: "${fieldValidation}"`);
  }
  const fieldManager = query.get('fieldManager') ?? defaultManager(request);
  if (query.has('fieldManager') && Buffer.byteLength(fieldManager) > LONGEST_MANAGER) {
    const message = `Too long: may not be more than ${LONGEST_MANAGER} bytes`;
    const options = { kind: OPTIONS[request.method] ?? 'UpdateOptions', group: 'meta.k8s.io' };
    throw invalid(options, '', [{ reason: 'FieldValueTooLong', message, field: 'fieldManager' }]);
  }
  return {
    dryRun: dryRun.length > 0,
    fieldValidation,
    fieldManager,
    warn: (text) => void warnings.push(text),
  };
}

/** A writer that does not say who it is goes by its program's name. */
function defaultManager(request: Request): string {
  const agent = request.headers.get('user-agent')?.split('/')[0] ?? '';
  return agent === '' ? 'unknown' : agent;
}
