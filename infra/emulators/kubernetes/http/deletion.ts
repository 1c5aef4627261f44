// What a DELETE asks for: by its body, or, when it has none, by its query.
import { type Cause, badRequest, invalid, unsupportedValue } from '../errors.ts';
import { type JsonObject, listOf, objectOf, stringOf } from '../json.ts';
import type { Deletion } from '../verbs/delete.ts';
import { readObject } from './body.ts';

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;

/** @throws ApiError 400, 413, 415 or 422 */
export async function deletionOf(request: Request, query: URLSearchParams): Promise<Deletion> {
  const text = await request.clone().text();
  const options = text === '' ? fromQuery(query) : (await readObject(request)).object;
  const preconditions = objectOf(options.preconditions);
  const uid = stringOf(preconditions.uid);
  const resourceVersion = stringOf(preconditions.resourceVersion);
  const dryRun = listOf(options.dryRun);
  const policy = POLICIES.find((known) => known === options.propagationPolicy);
  const causes: Cause[] = [];
  if (policy === undefined && options.propagationPolicy !== undefined && options.propagationPolicy !== null) {
    causes.push(unsupportedValue('propagationPolicy', options.propagationPolicy, [...POLICIES, 'nil']));
  }
  if (dryRun.some((stage) => stage !== 'All')) causes.push(unsupportedValue('dryRun', dryRun, ['All']));
  if (causes.length > 0) throw invalid({ kind: 'DeleteOptions', group: 'meta.k8s.io' }, '', causes);
  const grace = options.gracePeriodSeconds;
  if (grace !== undefined && grace !== null && !Number.isInteger(grace))
    throw badRequest(`gracePeriodSeconds: ${JSON.stringify(grace)}`);
  return {
    dryRun: dryRun.length > 0,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
  };
}

function fromQuery(query: URLSearchParams): JsonObject {
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    dryRun: query.getAll('dryRun'),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
  };
}
