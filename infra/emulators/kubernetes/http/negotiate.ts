// How a client wants the answer, and how a write was asked for.
import type { WriteOptions } from '../cluster.ts';
import { ApiError, type Cause, invalid, unsupportedValue } from '../errors.ts';

/** How an answer is shown: whole, as a table in one of its versions, or its metadata alone. */
export type Representation =
  | { readonly as: 'json' }
  | { readonly as: 'table' | 'metadata'; readonly version: 'v1' | 'v1beta1' };

const FORMS: Readonly<Record<string, 'table' | 'metadata'>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/**
 * The first acceptable form. @param form what the answer is: one object or a list @throws ApiError 406 when there is
 * none
 */
export function representation(request: Request, form: 'object' | 'list'): Representation {
  const accept = request.headers.get('accept') ?? '*/*';
  const other = form === 'list' ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue;
    const of = (name: string): string | undefined =>
      parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
    const kind = of('as');
    if (kind === undefined) return { as: 'json' };
    const as = kind === other ? undefined : FORMS[kind];
    const version = of('v');
    if (as !== undefined && of('g') === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1'))
      return { as, version };
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

/** @throws ApiError 422 for a dryRun or fieldValidation that is no option, and for a fieldManager that is none */
export function writeOptions(
  request: Request,
  query: URLSearchParams,
  warn: (text: string) => void,
  duplicates: readonly string[] = [],
): WriteOptions {
  const dryRun = query.getAll('dryRun');
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  const asked = query.get('fieldManager') ?? '';
  const causes: Cause[] = [];
  if (dryRun.some((stage) => stage !== 'All')) causes.push(unsupportedValue('dryRun', dryRun, ['All']));
  if (!isFieldValidation(fieldValidation)) {
    causes.push(unsupportedValue('fieldValidation', fieldValidation, ['Ignore', 'Strict', 'Warn']));
  }
  if (Buffer.byteLength(asked) > LONGEST_MANAGER) {
    const message = `Too long: may not be more than ${LONGEST_MANAGER} bytes`;
    causes.push({ reason: 'FieldValueTooLong', message, field: 'fieldManager' });
  }
  if (causes.length > 0 || !isFieldValidation(fieldValidation)) {
    throw invalid({ kind: OPTIONS[request.method] ?? 'UpdateOptions', group: 'meta.k8s.io' }, '', causes);
  }
  return {
    dryRun: dryRun.length > 0,
    fieldValidation,
    fieldManager: asked === '' ? defaultManager(request) : asked,
    duplicates,
    isPatch: request.method === 'PATCH',
    warn,
  };
}

function isFieldValidation(text: string): text is WriteOptions['fieldValidation'] {
  return ['Strict', 'Warn', 'Ignore'].includes(text);
}

/** A writer that does not say who it is goes by its program's name. */
function defaultManager(request: Request): string {
  const agent = request.headers.get('user-agent')?.split('/')[0] ?? '';
  return agent === '' ? 'unknown' : agent;
}
